import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byMail, byText, openMessageMfaPool, phoneNumber } from '../../../test/support/message-mfa.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const usedSession = refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')
const wrongCode = refusal('CodeMismatchException', 'Invalid code or auth state for the user.')
const locked = refusal('NotAuthorizedException', 'Password attempts exceeded')

describe('EMAIL_OTP and SMS_MFA after a password', () => {
  it('mail a code to whoever prefers that, and give tokens for it', async (t) => {
    const { addUser, prefer, signIn, answerMail, mailedCode, mail, attributesOf } = await openMessageMfaPool(t)
    const sub = await addUser()
    await prefer(byMail)
    const { Session = '', ...asked } = await signIn()
    assert.deepEqual(asked, {
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'j***@e***',
        USER_ID_FOR_SRP: sub,
      },
    })
    const { to, subject, html, purpose } = mail.messages.at(-1) ?? {}
    assert.deepEqual(
      { to, subject, html, purpose },
      {
        to: email,
        subject: 'Your authentication code',
        html: `Your authentication code is ${mailedCode()}`,
        purpose: 'Authentication',
      },
    )
    assert.equal((await attributesOf())['email_verified'], 'false')
    const answered = await answerMail(Session, mailedCode())
    assert.deepEqual(answered.ChallengeParameters, {})
    assert.ok(answered.AuthenticationResult?.RefreshToken)
    assert.equal((await attributesOf())['email_verified'], 'true')
  })

  it('text a code to whoever prefers that', async (t) => {
    const { addUser, prefer, signIn, answerText, textedCode, sms, attributesOf, UserPoolId } =
      await openMessageMfaPool(t)
    const sub = await addUser()
    await prefer(byText)
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'SMS_MFA')
    assert.deepEqual(asked.ChallengeParameters, {
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: '+*******0123',
      USER_ID_FOR_SRP: sub,
    })
    const text = `Your authentication code is ${textedCode()}. `
    assert.deepEqual(sms.messages, [{ to: phoneNumber, text, userPoolId: UserPoolId, purpose: 'Authentication' }])
    assert.ok((await answerText(asked.Session, textedCode())).AuthenticationResult)
    assert.equal((await attributesOf())['phone_number_verified'], 'true')
  })

  it('are written as the pool says', async (t) => {
    const { addUser, prefer, signIn, mailedCode, textedCode, mail, sms, setMfa } = await openMessageMfaPool(t)
    await addUser()
    await setMfa({
      EmailMfaConfiguration: { Message: 'Mail {####}!', Subject: 'Code' },
      SmsMfaConfiguration: { SmsAuthenticationMessage: 'Text {####}!' },
    })
    await prefer(byMail)
    await signIn()
    assert.deepEqual([mail.messages.at(-1)?.subject, mail.messages.at(-1)?.html], ['Code', `Mail ${mailedCode()}!`])
    await prefer(byText)
    await signIn()
    assert.equal(sms.messages.at(-1)?.text, `Text ${textedCode()}!`)
  })

  it('are asked for through the signed operations as well', async (t) => {
    const { addUser, prefer, client, UserPoolId, ClientId, mailedCode } = await openMessageMfaPool(t)
    await addUser()
    await prefer(byMail)
    const { ChallengeName, Session } = await client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    })
    assert.equal(ChallengeName, 'EMAIL_OTP')
    const answered = await client.AdminRespondToAuthChallenge({
      UserPoolId,
      ClientId,
      ChallengeName: 'EMAIL_OTP',
      Session,
      ChallengeResponses: { USERNAME: email, EMAIL_OTP_CODE: mailedCode() },
    })
    assert.ok(answered.AuthenticationResult)
  })

  it('refuse a wrong code without using the session up, and a used session', async (t) => {
    const { addUser, prefer, signIn, answerMail, mailedCode } = await openMessageMfaPool(t)
    await addUser()
    await prefer(byMail)
    const { Session } = await signIn()
    const code = mailedCode()
    for (const wrong of ['000000', '12345', `${code}0`, ` ${code}`])
      await assert.rejects(answerMail(Session, wrong), wrongCode)
    await answerMail(Session, code)
    await assert.rejects(answerMail(Session, code), usedSession)
  })

  it('let one of two simultaneous answers through', async (t) => {
    const { addUser, prefer, signIn, answerMail, mailedCode } = await openMessageMfaPool(t)
    await addUser()
    await prefer(byMail)
    const { Session } = await signIn()
    await answerMail(Session, mailedCode())
    const again = await signIn()
    const outcomes = await Promise.allSettled([1, 2].map(() => answerMail(again.Session, mailedCode())))
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it('take a code only for the session that it was sent for', async (t) => {
    const { addUser, prefer, signIn, answerMail, answerText, respond, mailedCode, textedCode, client, ClientId } =
      await openMessageMfaPool(t)
    await addUser()
    await prefer(byMail)
    const first = await signIn()
    const firstCode = mailedCode()
    const second = await signIn()
    const secondCode = mailedCode()
    await assert.rejects(answerMail(first.Session, secondCode), wrongCode)
    await assert.rejects(answerMail(second.Session, firstCode), wrongCode)
    // A code to sign in with is none for anything else, nor the other way round.
    await client.ForgotPassword({ ClientId, Username: email }).catch(() => undefined)
    const reset = { ClientId, Username: email, ConfirmationCode: secondCode, Password: 'N3w-pass!' }
    await assert.rejects(client.ConfirmForgotPassword(reset), { code: 'ExpiredCodeException' })
    await assert.rejects(answerText(second.Session, secondCode), invalidSession)
    await assert.rejects(respond('SELECT_MFA_TYPE', second.Session, { ANSWER: 'EMAIL_OTP' }), invalidSession)
    await assert.rejects(respond('MFA_SETUP', second.Session, { EMAIL: 'eve@example.com' }), invalidSession)
    await prefer(byText)
    const third = await signIn()
    await assert.rejects(answerMail(third.Session, textedCode()), invalidSession)
    assert.ok((await answerText(third.Session, textedCode())).AuthenticationResult)
  })

  it('are bound to user, client and time', async (t) => {
    const { addUser, prefer, signIn, answerMail, respond, mailedCode, addClient, client, clock } =
      await openMessageMfaPool(t)
    await addUser()
    await addUser('eve@example.com', null)
    await prefer(byMail)
    await prefer(byMail, 'eve@example.com')
    const { Session } = await signIn()
    const code = mailedCode()
    const hers = await signIn('eve@example.com')
    const herCode = mailedCode()
    for (const USERNAME of ['eve@example.com', 'nobody@example.com', 'x'])
      await assert.rejects(answerMail(Session, code, USERNAME), invalidSession)
    await assert.rejects(answerMail(hers.Session, herCode), invalidSession)
    const { id: ClientId } = await addClient()
    const ChallengeResponses = { USERNAME: email, EMAIL_OTP_CODE: code }
    await assert.rejects(
      client.RespondToAuthChallenge({ ClientId, ChallengeName: 'EMAIL_OTP', Session, ChallengeResponses }),
      invalidSession,
    )
    await assert.rejects(
      answerMail(undefined, code),
      refusal('InvalidParameterException', 'Missing required parameter Session'),
    )
    await assert.rejects(
      respond('EMAIL_OTP', Session),
      refusal('InvalidParameterException', 'Missing required parameter EMAIL_OTP_CODE'),
    )
    await assert.rejects(answerMail('A'.repeat(40), code), invalidSession)
    clock.advance(180_000)
    await assert.rejects(
      answerMail(Session, code),
      refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    )
  })

  it('refuse a user who was changed, disabled, or deleted and made again since the password', async (t) => {
    const { addUser, prefer, signIn, answerMail, mailedCode, client, UserPoolId, clock } = await openMessageMfaPool(t)
    const user = { UserPoolId, Username: email }
    const changes: (() => Promise<unknown>)[] = [
      () => client.AdminSetUserPassword({ ...user, Password: 'N3w-pass!', Permanent: true }),
      () => client.AdminDisableUser(user),
      () => client.AdminUpdateUserAttributes({ ...user, UserAttributes: [{ Name: 'name', Value: 'J' }] }),
      () => client.AdminDeleteUser(user),
      () => client.AdminDeleteUser(user).then(() => addUser()),
    ]
    for (const change of changes) {
      await addUser()
      await prefer(byMail)
      // Passwords are reset by the number, as mail is the second factor.
      const UserAttributes = [{ Name: 'phone_number_verified', Value: 'true' }]
      await client.AdminUpdateUserAttributes({ ...user, UserAttributes })
      const { Session } = await signIn()
      const code = mailedCode()
      clock.advance(1000)
      await change()
      await assert.rejects(answerMail(Session, code), invalidSession, String(change))
      await client.AdminDeleteUser(user).catch(() => undefined)
    }
  })

  it('count wrong codes to the lockout, which the right password alone does not lift', async (t) => {
    const { addUser, prefer, signIn, answerMail, mailedCode, clock } = await openMessageMfaPool(t)
    await addUser()
    await prefer(byMail)
    for (let failure = 1; failure <= 5; failure++)
      await assert.rejects(answerMail((await signIn()).Session, '000000'), wrongCode)
    await assert.rejects(signIn(), locked)
    clock.advance(1000)
    const { Session } = await signIn()
    const code = mailedCode()
    await assert.rejects(answerMail(Session, '000000'), wrongCode)
    await assert.rejects(answerMail(Session, code), locked)
    clock.advance(2000)
    assert.ok((await answerMail(Session, code)).AuthenticationResult)
  })

  it('send 20 codes an hour, and begin anew after a right one', async (t) => {
    const { addUser, prefer, signIn, answerMail, mailedCode } = await openMessageMfaPool(t)
    await addUser()
    await prefer(byMail)
    for (let sent = 1; sent <= 19; sent++) await signIn()
    const { Session } = await signIn()
    await assert.rejects(signIn(), { code: 'TooManyRequestsException' })
    await answerMail(Session, mailedCode())
    assert.equal((await signIn()).ChallengeName, 'EMAIL_OTP')
  })

  it('tell the caller when the message cannot leave', async (t) => {
    const { addUser, prefer, signIn, mail, sms, log } = await openMessageMfaPool(t)
    await addUser()
    mail.send = async () => Promise.reject(new Error('the relay is down'))
    sms.send = async () => Promise.reject(new Error('no signal'))
    await prefer(byMail)
    const message = 'Unable to deliver the message.'
    await assert.rejects(signIn(), refusal('InvalidEmailRoleAccessPolicyException', message))
    await prefer(byText)
    await assert.rejects(signIn(), refusal('InvalidSmsRoleAccessPolicyException', message))
    assert.ok(log.entries.some(({ event }) => event === 'sms-failed'))
  })

  it('leave an alias with the user who has verified it', async (t) => {
    const { client, UserPoolId, ClientId, signUp, prefer, answerMail, mailedCode, attributesOf } =
      await openMessageMfaPool(t, 'OPTIONAL', {
        pool: { UsernameAttributes: undefined, AliasAttributes: ['email'] },
      })
    const UserAttributes = [{ Name: 'email', Value: email }]
    for (const Username of ['jane', 'joan']) {
      await signUp(Username, { UserAttributes })
      await client.AdminConfirmSignUp({ UserPoolId, Username })
      await prefer(byMail, Username)
      const { Session } = await client.InitiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: password },
      })
      assert.ok((await answerMail(Session, mailedCode(), Username)).AuthenticationResult)
    }
    assert.equal((await attributesOf('jane'))['email_verified'], 'true')
    assert.equal((await attributesOf('joan'))['email_verified'], 'false')
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).Username, 'jane')
  })
})

describe('SELECT_MFA_TYPE', () => {
  it('asks whoever prefers none of several factors, and goes on with the one chosen', async (t) => {
    const { addUser, prefer, signIn, respond, answerMail, answerText, mailedCode, textedCode } =
      await openMessageMfaPool(t)
    const sub = await addUser()
    await prefer({ EmailMfaSettings: { Enabled: true }, SMSMfaSettings: { Enabled: true } })
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'SELECT_MFA_TYPE')
    assert.deepEqual(asked.ChallengeParameters, {
      MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP"]',
      USER_ID_FOR_SRP: sub,
    })
    await assert.rejects(
      respond('SELECT_MFA_TYPE', asked.Session, { ANSWER: 'SOFTWARE_TOKEN_MFA' }),
      refusal('InvalidParameterException', 'ANSWER is none of the MFA factors that can be chosen.'),
    )
    for (const ANSWER of ['EMAIL_OTP', 'EMAIL_MFA']) {
      const chosen = await respond('SELECT_MFA_TYPE', (await signIn()).Session, { ANSWER })
      assert.equal(chosen.ChallengeName, 'EMAIL_OTP')
      assert.ok((await answerMail(chosen.Session, mailedCode())).AuthenticationResult)
    }
    const { Session } = await signIn()
    const chosen = await respond('SELECT_MFA_TYPE', Session, { ANSWER: 'SMS_MFA' })
    await assert.rejects(respond('SELECT_MFA_TYPE', Session, { ANSWER: 'EMAIL_OTP' }), usedSession)
    await assert.rejects(answerText(Session, textedCode()), invalidSession)
    assert.ok((await answerText(chosen.Session, textedCode())).AuthenticationResult)
  })

  it('is bound to its user', async (t) => {
    const { addUser, prefer, signIn, respond } = await openMessageMfaPool(t)
    await addUser()
    await addUser('eve@example.com', '+15555550199')
    await prefer({ EmailMfaSettings: { Enabled: true }, SMSMfaSettings: { Enabled: true } })
    const { Session } = await signIn()
    const answer = { ANSWER: 'EMAIL_OTP' }
    await assert.rejects(respond('SELECT_MFA_TYPE', Session, answer, 'eve@example.com'), invalidSession)
    await assert.rejects(respond('MFA_SETUP', Session), invalidSession)
  })
})

describe('required MFA', () => {
  it('asks for a code where the user has an address or a number, once both are there for one of them', async (t) => {
    const { addUser, signIn, respond } = await openMessageMfaPool(t, 'ON')
    await addUser('eve@example.com', null)
    assert.equal((await signIn('eve@example.com')).ChallengeName, 'EMAIL_OTP')
    await addUser()
    const { ChallengeParameters, Session } = await signIn()
    assert.equal(ChallengeParameters?.['MFAS_CAN_CHOOSE'], '["SMS_MFA","EMAIL_OTP"]')
    assert.equal((await respond('SELECT_MFA_TYPE', Session, { ANSWER: 'SMS_MFA' })).ChallengeName, 'SMS_MFA')
  })

  it('uses no factor by which passwords are reset first', async (t) => {
    const recovery = (first: 'verified_email' | 'verified_phone_number', second: typeof first) => ({
      pool: {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: second, Priority: 2 },
            { Name: first, Priority: 1 },
          ],
        },
      },
    })
    const byMailFirst = await openMessageMfaPool(t, 'ON', recovery('verified_email', 'verified_phone_number'))
    await byMailFirst.addUser()
    assert.equal((await byMailFirst.signIn()).ChallengeName, 'SMS_MFA')
    await byMailFirst.addUser('eve@example.com', null)
    await assert.rejects(
      byMailFirst.signIn('eve@example.com'),
      refusal('NotAuthorizedException', 'MFA is required, and no MFA factor is available to the user.'),
    )
    await byMailFirst.setMfa({ SoftwareTokenMfaConfiguration: { Enabled: true } })
    const { ChallengeParameters } = await byMailFirst.signIn('eve@example.com')
    assert.equal(ChallengeParameters?.['MFAS_CAN_SETUP'], '["SOFTWARE_TOKEN_MFA"]')
    const byTextFirst = await openMessageMfaPool(t, 'ON', recovery('verified_phone_number', 'verified_email'))
    await byTextFirst.addUser()
    assert.equal((await byTextFirst.signIn()).ChallengeName, 'EMAIL_OTP')
  })

  it('lets users without address and number set mail up, with the code that goes there', async (t) => {
    const { client, UserPoolId, signUp, signIn, respond, answerMail, mailedCode, mail, attributesOf } =
      await openMessageMfaPool(t, 'ON', { pool: { UsernameAttributes: undefined } })
    await signUp('jane')
    await client.AdminConfirmSignUp({ UserPoolId, Username: 'jane' })
    const asked = await signIn('jane')
    assert.equal(asked.ChallengeName, 'MFA_SETUP')
    assert.deepEqual(asked.ChallengeParameters, {
      MFAS_CAN_SETUP: '["SMS_MFA","EMAIL_OTP"]',
      USER_ID_FOR_SRP: 'jane',
    })
    const setUp = (Session: string | undefined, EMAIL: string) => respond('MFA_SETUP', Session, { EMAIL }, 'jane')
    await assert.rejects(
      setUp(asked.Session, 'nonsense'),
      refusal('InvalidParameterException', 'Invalid email address format.'),
    )
    await assert.rejects(respond('MFA_SETUP', asked.Session, {}, 'jane'), invalidSession)
    const { ChallengeName, Session } = await setUp(asked.Session, email)
    assert.equal(ChallengeName, 'EMAIL_OTP')
    assert.equal(mail.messages.at(-1)?.to, email)
    await assert.rejects(setUp(asked.Session, 'eve@example.com'), usedSession)
    await assert.rejects(answerMail(Session, '000000', 'jane'), wrongCode)
    assert.equal((await attributesOf('jane'))['email'], undefined)
    assert.ok((await answerMail(Session, mailedCode(), 'jane')).AuthenticationResult)
    const { email: kept, email_verified: verified } = await attributesOf('jane')
    assert.deepEqual([kept, verified], [email, 'true'])
    const { PreferredMfaSetting } = await client.AdminGetUser({ UserPoolId, Username: 'jane' })
    assert.equal(PreferredMfaSetting, 'EMAIL_OTP')
    assert.equal((await signIn('jane')).ChallengeName, 'EMAIL_OTP')
  })

  it('does not let an address be set up where the user has one', async (t) => {
    const { addUser, signIn, respond, setMfa } = await openMessageMfaPool(t, 'ON', {
      pool: {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'verified_email', Priority: 1 },
            { Name: 'verified_phone_number', Priority: 2 },
          ],
        },
      },
    })
    await setMfa({ SoftwareTokenMfaConfiguration: { Enabled: true } })
    await addUser(email, null)
    const { ChallengeName, Session } = await signIn()
    assert.equal(ChallengeName, 'MFA_SETUP')
    await assert.rejects(
      respond('MFA_SETUP', Session, { EMAIL: 'eve@example.com' }),
      refusal('InvalidParameterException', 'EMAIL_OTP is none of the MFA factors that can be set up.'),
    )
  })
})
