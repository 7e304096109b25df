import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openChoicePool } from '../../../test/support/choices.ts'
import { startSrp } from '../../../test/support/srp-client.ts'
import { newSecret } from '../../../test/support/srp-pool.ts'
import { runTriggers } from '../../../test/support/triggers.ts'
import { totp } from '../../../test/support/totp-client.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const usedSession = refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')
const wrongPassword = refusal('NotAuthorizedException', 'Incorrect username or password.')
const unavailable = (name: string) => refusal('InvalidParameterException', `The challenge ${name} is not available.`)

describe('USER_AUTH', () => {
  it('tells the user which challenges there are to select', async (t) => {
    const { addUser, begin, select, answerMail, mailedCode, attributesOf, mail } = await openChoicePool(t)
    await addUser()
    const sent = mail.messages.length
    const { Session = '', ...begun } = await begin()
    assert.deepEqual(begun, {
      ChallengeName: 'SELECT_CHALLENGE',
      ChallengeParameters: {},
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
    })
    assert.equal(mail.messages.length, sent)
    const { Session: next, ...selected } = await select(Session, 'EMAIL_OTP')
    assert.deepEqual(selected, {
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'j***@e***' },
    })
    assert.match(mailedCode(), /^\d{8}$/)
    const answered = await answerMail(next, mailedCode())
    assert.ok(answered.AuthenticationResult?.RefreshToken)
    assert.deepEqual(answered.ChallengeParameters, {})
    assert.equal((await attributesOf())['email_verified'], 'true')
  })

  it('gives tokens at once for the preferred password', async (t) => {
    const { addUser, prefer, begin } = await openChoicePool(t)
    await addUser()
    assert.ok((await prefer('PASSWORD', email, { PASSWORD: password })).AuthenticationResult)
    await assert.rejects(prefer('PASSWORD', email, { PASSWORD: 'Wr0ng!!!' }), wrongPassword)
    // A password without the preference is none of the parameters that count.
    assert.equal((await begin(email, { PASSWORD: password })).ChallengeName, 'SELECT_CHALLENGE')
  })

  it('asks for a preferred password that was not sent along', async (t) => {
    const { addUser, prefer, respond } = await openChoicePool(t)
    await addUser()
    const { ChallengeName, Session } = await prefer('PASSWORD')
    assert.equal(ChallengeName, 'PASSWORD')
    await assert.rejects(respond('PASSWORD', Session, { PASSWORD: 'Wr0ng!!!' }), wrongPassword)
    await assert.rejects(
      respond('PASSWORD', Session),
      refusal('InvalidParameterException', 'Missing required parameter PASSWORD'),
    )
    assert.ok((await respond('PASSWORD', Session, { PASSWORD: password })).AuthenticationResult)
    await assert.rejects(respond('PASSWORD', Session, { PASSWORD: password }), usedSession)
  })

  it('signs in by SRP, preferred or selected', async (t) => {
    const { addUser, prefer, select, begin, respond, UserPoolId, clock } = await openChoicePool(t)
    await addUser()
    const finish = async (ask: (SRP_A: string) => ReturnType<typeof begin>) => {
      const { SRP_A, answer } = startSrp(UserPoolId, newSecret())
      const { ChallengeName, ChallengeParameters = {} } = await ask(SRP_A)
      assert.equal(ChallengeName, 'PASSWORD_VERIFIER')
      const { USERNAME = '', ...responses } = answer(ChallengeParameters, password, clock.now())
      return respond('PASSWORD_VERIFIER', undefined, responses, USERNAME)
    }
    const direct = await finish((SRP_A) => prefer('PASSWORD_SRP', email, { SRP_A }))
    assert.ok(direct.AuthenticationResult)
    const selected = await finish(async (SRP_A) => select((await begin()).Session, 'PASSWORD_SRP', { SRP_A }))
    assert.ok(selected.AuthenticationResult)
    const asked = await prefer('PASSWORD_SRP')
    assert.equal(asked.ChallengeName, 'PASSWORD_SRP')
    const answered = await finish((SRP_A) => respond('PASSWORD_SRP', asked.Session, { SRP_A }))
    assert.ok(answered.AuthenticationResult)
    await assert.rejects(respond('PASSWORD_SRP', asked.Session, { SRP_A: 'ab' }), usedSession)
  })

  it('takes the only factor there is at once, and leads to the choice where the preferred one is missing', async (t) => {
    const { client, UserPoolId, begin, prefer, mail } = await openChoicePool(t)
    await client.AdminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
    const { ChallengeName, AvailableChallenges } = await begin()
    assert.deepEqual([ChallengeName, AvailableChallenges], ['EMAIL_OTP', ['EMAIL_OTP']])
    assert.equal(mail.messages.length, 1)
    for (const preferred of ['PASSWORD', 'SMS_OTP', 'WEB_AUTHN']) {
      const chosen = await prefer(preferred, email, { PASSWORD: password })
      assert.equal(chosen.ChallengeName, 'SELECT_CHALLENGE')
      assert.deepEqual(chosen.AvailableChallenges, ['EMAIL_OTP'])
    }
    await assert.rejects(
      prefer('PIGEON'),
      refusal(
        'InvalidParameterException',
        'PREFERRED_CHALLENGE has to be one of PASSWORD, PASSWORD_SRP, EMAIL_OTP, SMS_OTP, WEB_AUTHN.',
      ),
    )
    assert.equal(mail.messages.length, 1)
  })

  it('offers only passwords to whoever has a temporary one, or a second factor', async (t) => {
    const { client, UserPoolId, begin, prefer, select, answerMail, mailedCode, addUser, clock } =
      await openChoicePool(t)
    const eve = 'eve@example.com'
    await client.AdminCreateUser({ UserPoolId, Username: eve, TemporaryPassword: 'Temp0rary!' })
    const { AvailableChallenges, Session } = await prefer('EMAIL_OTP', eve)
    assert.deepEqual(AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
    await assert.rejects(select(Session, 'EMAIL_OTP', {}, eve), unavailable('EMAIL_OTP'))
    const signedIn = await select(Session, 'PASSWORD', { PASSWORD: 'Temp0rary!' }, eve)
    assert.equal(signedIn.ChallengeName, 'NEW_PASSWORD_REQUIRED')

    await addUser()
    const SoftwareTokenMfaConfiguration = { Enabled: true }
    await client.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration })
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'])
    const { AuthenticationResult } = await prefer('PASSWORD', email, { PASSWORD: password })
    const AccessToken = AuthenticationResult?.AccessToken ?? ''
    const { SecretCode = '' } = await client.AssociateSoftwareToken({ AccessToken })
    const waiting = await prefer('EMAIL_OTP')
    const code = mailedCode()
    await client.VerifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock.now()) })
    await client.SetUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
    const asked = await prefer('PASSWORD', email, { PASSWORD: password })
    assert.equal(asked.ChallengeName, 'SOFTWARE_TOKEN_MFA')
    await assert.rejects(
      answerMail(waiting.Session, code),
      refusal('CodeMismatchException', 'Invalid code or auth state for the user.'),
    )
  })

  it('is for clients that allow it, signed or not', async (t) => {
    const { addUser, addClient, client, UserPoolId, ClientId, mailedCode } = await openChoicePool(t)
    await addUser()
    const AuthParameters = { USERNAME: email, PREFERRED_CHALLENGE: 'EMAIL_OTP' }
    const other = await addClient({ ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
    await assert.rejects(
      client.InitiateAuth({ ClientId: other.id, AuthFlow: 'USER_AUTH', AuthParameters }),
      refusal('InvalidParameterException', 'USER_AUTH flow not enabled for this client'),
    )
    const signed = { UserPoolId, ClientId }
    const { Session } = await client.AdminInitiateAuth({ ...signed, AuthFlow: 'USER_AUTH', AuthParameters })
    const answered = await client.AdminRespondToAuthChallenge({
      ...signed,
      ChallengeName: 'EMAIL_OTP',
      Session,
      ChallengeResponses: { USERNAME: email, EMAIL_OTP_CODE: mailedCode() },
    })
    assert.ok(answered.AuthenticationResult)
  })

  it('wants the secret hash of a client with a secret', async (t) => {
    const { addUser, begin, ClientId } = await openChoicePool(t, undefined, { client: { GenerateSecret: true } })
    await addUser().catch(() => undefined)
    await assert.rejects(
      begin(),
      refusal(
        'NotAuthorizedException',
        `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
      ),
    )
  })

  it('refuses users that do not exist, or can use no factor, on clients that say so', async (t) => {
    const { begin, client, UserPoolId } = await openChoicePool(t, ['EMAIL_OTP'])
    await assert.rejects(begin(), refusal('UserNotFoundException', 'User does not exist.'))
    await client.AdminCreateUser({ UserPoolId, Username: email, TemporaryPassword: 'Temp0rary!' })
    await assert.rejects(begin(), wrongPassword)
  })

  it('keeps each session for its own step, client, user and time', async (t) => {
    const { addUser, addClient, begin, prefer, select, respond, answerMail, mailedCode, client, clock } =
      await openChoicePool(t)
    await addUser()
    await addUser('eve@example.com')
    const { Session } = await begin()
    await assert.rejects(select(Session, 'EMAIL_OTP', {}, 'eve@example.com'), invalidSession)
    await assert.rejects(select(Session, 'PASSWORD', { PASSWORD: password }, 'nobody@example.com'), invalidSession)
    await assert.rejects(answerMail(Session, '12345678'), invalidSession)
    for (const challenge of ['SMS_MFA', 'SELECT_MFA_TYPE', 'MFA_SETUP', 'SOFTWARE_TOKEN_MFA'] as const) {
      const all = { SMS_MFA_CODE: '123456', ANSWER: 'SMS_MFA', SOFTWARE_TOKEN_MFA_CODE: '123456' }
      await assert.rejects(respond(challenge, Session, all), invalidSession)
    }
    const { id: ClientId } = await addClient()
    const ChallengeResponses = { USERNAME: email, ANSWER: 'EMAIL_OTP' }
    await assert.rejects(
      client.RespondToAuthChallenge({ ClientId, ChallengeName: 'SELECT_CHALLENGE', Session, ChallengeResponses }),
      invalidSession,
    )
    await assert.rejects(begin(email, {}, Session), invalidSession)
    await assert.rejects(select(undefined, 'EMAIL_OTP'), { message: 'Missing required parameter Session' })
    await assert.rejects(select('A'.repeat(400), 'EMAIL_OTP'), invalidSession)
    await assert.rejects(select(Session, 'PIGEON'), unavailable('PIGEON'))

    const sent = await select(Session, 'EMAIL_OTP')
    await assert.rejects(select(Session, 'EMAIL_OTP'), usedSession)
    await assert.rejects(select(sent.Session, 'PASSWORD', { PASSWORD: password }), invalidSession)
    await assert.rejects(respond('PASSWORD', sent.Session, { PASSWORD: password }), invalidSession)
    assert.ok((await answerMail(sent.Session, mailedCode())).AuthenticationResult)

    const late = [await begin(), await prefer('EMAIL_OTP')]
    clock.advance(180_000)
    const expired = refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.')
    await assert.rejects(select(late[0]?.Session, 'EMAIL_OTP'), expired)
    await assert.rejects(answerMail(late[1]?.Session, mailedCode()), expired)
  })

  it('runs pre authentication once, and tells it whether the user exists where users are hidden', async (t) => {
    const { functions, LambdaConfig, events } = runTriggers({ PreAuthentication: () => ({}) })
    const { addUser, begin, select, prefer } = await openChoicePool(t, undefined, {
      functions,
      pool: { LambdaConfig },
      client: { PreventUserExistenceErrors: 'ENABLED' },
    })
    await addUser()
    await select((await begin()).Session, 'PASSWORD', { PASSWORD: password })
    await prefer('PASSWORD', email, { PASSWORD: password })
    await begin('nobody@example.com')
    assert.deepEqual(
      events.map(({ request }) => request['userNotFound']),
      [false, false, true],
    )
  })
})

describe('GetUserAuthFactors', () => {
  it('tells the factors of the caller', async (t) => {
    const { addUser, prefer, client, UserPoolId } = await openChoicePool(t)
    const sub = await addUser()
    const { AuthenticationResult } = await prefer('PASSWORD', email, { PASSWORD: password })
    const AccessToken = AuthenticationResult?.AccessToken ?? ''
    const ConfiguredUserAuthFactors = ['PASSWORD', 'EMAIL_OTP']
    assert.deepEqual(await client.GetUserAuthFactors({ AccessToken }), { Username: sub, ConfiguredUserAuthFactors })
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(client.GetUserAuthFactors({ AccessToken }), { code: 'NotAuthorizedException' })
  })
})
