import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openMfaPool } from '../../../test/support/mfa.ts'
import { totp } from '../../../test/support/totp-client.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const wrongCode = refusal('CodeMismatchException', 'Invalid code received for user')

describe('SOFTWARE_TOKEN_MFA', () => {
  it('comes after the password of a user who has switched it on, and gives tokens for the code', async (t) => {
    const { setUp, signIn, answerCode, nextCode, client, UserPoolId } = await openMfaPool(t, 'OPTIONAL')
    const secret = await setUp()
    const { Username: sub } = await client.AdminGetUser({ UserPoolId, Username: email })
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'SOFTWARE_TOKEN_MFA')
    assert.equal(asked.AuthenticationResult, undefined)
    assert.deepEqual(asked.ChallengeParameters, { USER_ID_FOR_SRP: sub, FRIENDLY_DEVICE_NAME: 'phone' })
    const answered = await answerCode(asked.Session, nextCode(secret))
    assert.deepEqual(answered.ChallengeParameters, {})
    assert.ok(answered.AuthenticationResult?.RefreshToken)
  })

  it('is asked for in both modes, and not while MFA is off', async (t) => {
    const { setUp, signIn, setMode } = await openMfaPool(t, 'OPTIONAL')
    await setUp()
    await setMode('OFF')
    assert.ok((await signIn()).AuthenticationResult)
    await setMode('ON')
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })

  it('takes a code once, in the next sign-in and after VerifySoftwareToken too', async (t) => {
    const { setUp, signIn, answerCode, nextCode, clock } = await openMfaPool(t, 'OPTIONAL')
    const used = refusal('ExpiredCodeException', 'Your software token has already been used once.')
    const secret = await setUp()
    await assert.rejects(answerCode((await signIn()).Session, totp(secret, clock.now())), used)
    const code = nextCode(secret)
    await answerCode((await signIn()).Session, code)
    const again = await signIn()
    await assert.rejects(answerCode(again.Session, code), used)
    assert.ok((await answerCode(again.Session, nextCode(secret))).AuthenticationResult)
  })

  it('lets one of two simultaneous answers through', async (t) => {
    const { setUp, signIn, answerCode, nextCode } = await openMfaPool(t, 'OPTIONAL')
    const secret = await setUp()
    const [first, second] = [await signIn(), await signIn()]
    const code = nextCode(secret)
    const outcomes = await Promise.allSettled([answerCode(first.Session, code), answerCode(second.Session, code)])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it('refuses a wrong code without using the session up, and a used session', async (t) => {
    const { setUp, signIn, answerCode, nextCode } = await openMfaPool(t, 'OPTIONAL')
    const secret = await setUp()
    const { Session } = await signIn()
    for (const code of ['000000', '12345', 'abcdef']) await assert.rejects(answerCode(Session, code), wrongCode)
    await answerCode(Session, nextCode(secret))
    await assert.rejects(
      answerCode(Session, nextCode(secret)),
      refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
    )
  })

  it('counts wrong codes to the lockout, which the right password alone does not lift', async (t) => {
    const { setUp, signIn, answerCode, nextCode, clock } = await openMfaPool(t, 'OPTIONAL')
    const locked = refusal('NotAuthorizedException', 'Password attempts exceeded')
    const secret = await setUp()
    for (let failure = 1; failure <= 5; failure++)
      await assert.rejects(answerCode((await signIn()).Session, '000000'), wrongCode)
    await assert.rejects(signIn(), locked)
    clock.advance(1000)
    const { Session } = await signIn()
    await assert.rejects(answerCode(Session, '000000'), wrongCode)
    await assert.rejects(answerCode(Session, totp(secret, clock.now())), locked)
    assert.ok((await answerCode(Session, nextCode(secret))).AuthenticationResult)
    await assert.rejects(signIn(email, 'Wr0ng!!!'), { message: 'Incorrect username or password.' })
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })

  it('is bound to user, client, challenge and time', async (t) => {
    const { setUp, signIn, answerCode, nextCode, addClient, client, respond, clock } = await openMfaPool(t, 'OPTIONAL')
    const secret = await setUp()
    const { Session } = await signIn()
    const code = nextCode(secret)
    const { id: ClientId } = await addClient()
    const responses = { SOFTWARE_TOKEN_MFA_CODE: code }
    await assert.rejects(
      client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session,
        ChallengeResponses: { USERNAME: email, ...responses },
      }),
      invalidSession,
    )
    for (const USERNAME of ['eve@example.com', 'x'])
      await assert.rejects(respond('SOFTWARE_TOKEN_MFA', Session, { ...responses, USERNAME }), invalidSession)
    await assert.rejects(respond('MFA_SETUP', Session), invalidSession)
    await assert.rejects(client.AssociateSoftwareToken({ Session }), invalidSession)
    await assert.rejects(
      respond('SOFTWARE_TOKEN_MFA', undefined, responses),
      refusal('InvalidParameterException', 'Missing required parameter Session'),
    )
    await assert.rejects(
      respond('SOFTWARE_TOKEN_MFA', Session),
      refusal('InvalidParameterException', 'Missing required parameter SOFTWARE_TOKEN_MFA_CODE'),
    )
    clock.advance(180_000)
    await assert.rejects(
      answerCode(Session, nextCode(secret)),
      refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    )
  })

  it('refuses a user who was disabled, reset or changed since the password', async (t) => {
    const { setUp, signIn, answerCode, nextCode, client, UserPoolId, clock } = await openMfaPool(t, 'OPTIONAL')
    const secret = await setUp()
    const user = { UserPoolId, Username: email }
    const disabled = await signIn()
    await client.AdminDisableUser(user)
    await assert.rejects(answerCode(disabled.Session, nextCode(secret)), invalidSession)
    await client.AdminEnableUser(user)
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminUpdateUserAttributes({ ...user, UserAttributes })
    const reset = await signIn()
    await client.AdminResetUserPassword(user)
    await assert.rejects(answerCode(reset.Session, nextCode(secret)), invalidSession)
    await client.AdminSetUserPassword({ ...user, Password: password, Permanent: true })
    const changed = await signIn()
    clock.advance(1)
    await client.AdminSetUserPassword({ ...user, Password: 'An0ther!!', Permanent: true })
    await assert.rejects(answerCode(changed.Session, nextCode(secret)), invalidSession)
  })

  it('comes after a new password as well', async (t) => {
    const { setUp, signIn, client, UserPoolId, ClientId } = await openMfaPool(t, 'OPTIONAL')
    await setUp()
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'Temp0rary!' })
    const { Session } = await signIn(email, 'Temp0rary!')
    const answered = await client.RespondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
    })
    assert.equal(answered.AuthenticationResult, undefined)
    assert.equal(answered.ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })
})

describe('MFA_SETUP', () => {
  it('has a user without a factor set one up where MFA is on, and gives tokens then', async (t) => {
    const { addUser, signIn, client, UserPoolId, respond, clock } = await openMfaPool(t, 'ON')
    const sub = await addUser()
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'MFA_SETUP')
    assert.deepEqual(asked.ChallengeParameters, { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: sub })
    const associated = await client.AssociateSoftwareToken({ Session: asked.Session })
    assert.match(associated.SecretCode ?? '', /^[A-Z2-7]{52}$/)
    const UserCode = totp(associated.SecretCode ?? '', clock.now())
    const verified = await client.VerifySoftwareToken({ Session: associated.Session, UserCode })
    assert.equal(verified.Status, 'SUCCESS')
    const answered = await respond('MFA_SETUP', verified.Session)
    assert.ok(answered.AuthenticationResult?.AccessToken)
    const user = await client.AdminGetUser({ UserPoolId, Username: email })
    assert.deepEqual(user.UserMFASettingList, ['SOFTWARE_TOKEN_MFA'])
    assert.equal(user.PreferredMfaSetting, 'SOFTWARE_TOKEN_MFA')
  })

  it('asks for the factor once it is verified, whether or not the challenge was answered', async (t) => {
    const { addUser, signIn, client, clock } = await openMfaPool(t, 'ON')
    await addUser()
    const { Session } = await signIn()
    const associated = await client.AssociateSoftwareToken({ Session })
    assert.equal((await signIn()).ChallengeName, 'MFA_SETUP')
    const UserCode = totp(associated.SecretCode ?? '', clock.now())
    await client.VerifySoftwareToken({ Session: associated.Session, UserCode })
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })

  it('takes each session for its own step, and once', async (t) => {
    const { addUser, signIn, client, respond, clock } = await openMfaPool(t, 'ON')
    await addUser()
    const begun = (await signIn()).Session
    await assert.rejects(respond('MFA_SETUP', begun), invalidSession)
    await assert.rejects(client.VerifySoftwareToken({ Session: begun, UserCode: '000000' }), invalidSession)
    const associated = await client.AssociateSoftwareToken({ Session: begun })
    await assert.rejects(client.AssociateSoftwareToken({ Session: begun }))
    await assert.rejects(client.AssociateSoftwareToken({ Session: associated.Session }), invalidSession)
    await assert.rejects(respond('MFA_SETUP', associated.Session), invalidSession)
    const wrong = refusal('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA')
    await assert.rejects(client.VerifySoftwareToken({ Session: associated.Session, UserCode: '000000' }), wrong)
    const UserCode = totp(associated.SecretCode ?? '', clock.now())
    const verified = await client.VerifySoftwareToken({ Session: associated.Session, UserCode })
    const next = totp(associated.SecretCode ?? '', new Date(clock.time() + 30_000))
    await assert.rejects(
      client.VerifySoftwareToken({ Session: associated.Session, UserCode: next }),
      refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
    )
    for (const USERNAME of ['eve@example.com', 'x'])
      await assert.rejects(respond('MFA_SETUP', verified.Session, { USERNAME }), invalidSession)
    await respond('MFA_SETUP', verified.Session)
    await assert.rejects(
      respond('MFA_SETUP', verified.Session),
      refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
    )
  })

  it('refuses sessions that were made up, and an address where mail is no factor', async (t) => {
    const { client, respond, addUser, signIn } = await openMfaPool(t, 'ON')
    await addUser()
    for (const Session of ['A'.repeat(400), 'not base64url at all']) {
      await assert.rejects(client.AssociateSoftwareToken({ Session }), invalidSession)
      await assert.rejects(client.VerifySoftwareToken({ Session, UserCode: '123456' }), invalidSession)
    }
    await assert.rejects(
      respond('MFA_SETUP', (await signIn()).Session, { EMAIL: email }),
      refusal('InvalidParameterException', 'EMAIL_OTP is none of the MFA factors that can be set up.'),
    )
  })
})
