import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openChoicePool } from '../../../test/support/choices.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const noPassword = refusal('InvalidParameterException', 'Missing required parameter Password')

describe('signing up without a password', () => {
  it('leads to tokens by the session of the sign-up and its code', async (t) => {
    const { client, ClientId, UserPoolId, begin, lastCode, mail } = await openChoicePool(t)
    const signedUp = await client.SignUp({ ClientId, Username: email })
    assert.equal(signedUp.UserConfirmed, false)
    assert.ok(signedUp.Session)
    const code = { ClientId, Username: email, ConfirmationCode: lastCode() }
    const { Session } = await client.ConfirmSignUp({ ...code, Session: signedUp.Session })
    const sent = mail.messages.length
    const { AuthenticationResult, ChallengeName } = await begin(email, {}, Session)
    assert.equal(ChallengeName, undefined)
    const AccessToken = AuthenticationResult?.AccessToken ?? ''
    assert.equal(mail.messages.length, sent)
    await assert.rejects(begin(email, {}, Session), {
      message: 'Invalid session for the user, session can only be used once.',
    })
    const { UserStatus } = await client.AdminGetUser({ UserPoolId, Username: email })
    assert.equal(UserStatus, 'CONFIRMED')
    const { ConfiguredUserAuthFactors } = await client.GetUserAuthFactors({ AccessToken })
    assert.deepEqual(ConfiguredUserAuthFactors, ['EMAIL_OTP'])

    await assert.rejects(client.ChangePassword({ AccessToken, PreviousPassword: 'any', ProposedPassword: password }), {
      message: 'Incorrect username or password.',
    })
    await client.ChangePassword({ AccessToken, ProposedPassword: password })
    await assert.rejects(client.ChangePassword({ AccessToken, ProposedPassword: 'An0ther!!' }), {
      message: 'Missing required parameter PreviousPassword',
    })
    const both = await client.GetUserAuthFactors({ AccessToken })
    assert.deepEqual(both.ConfiguredUserAuthFactors, ['PASSWORD', 'EMAIL_OTP'])
  })

  it('takes an address that the pool verifies and sends codes to, and a client that signs in so', async (t) => {
    const { client, ClientId, addClient } = await openChoicePool(t)
    const other = await addClient({ ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
    await assert.rejects(client.SignUp({ ClientId: other.id, Username: email }), noPassword)
    assert.ok((await client.SignUp({ ClientId, Username: email })).UserSub)

    const unverified = await openChoicePool(t, undefined, { pool: { AutoVerifiedAttributes: [] } })
    await assert.rejects(unverified.client.SignUp({ ClientId: unverified.ClientId, Username: email }), noPassword)
    const named = await openChoicePool(t, undefined, { pool: { UsernameAttributes: undefined } })
    await assert.rejects(named.client.SignUp({ ClientId: named.ClientId, Username: 'jane' }), noPassword)
    const passwords = await openChoicePool(t, ['PASSWORD'])
    await assert.rejects(passwords.client.SignUp({ ClientId: passwords.ClientId, Username: email }), noPassword)
  })

  it('gives no session where the code of the sign-up cannot stand for one to sign in with', async (t) => {
    const { signUp } = await openChoicePool(t, ['PASSWORD'])
    assert.equal((await signUp()).Session, undefined)
  })

  it('keeps each session for its own call, client and user', async (t) => {
    const { client, ClientId, UserPoolId, addClient, begin, select, lastCode, clock } = await openChoicePool(t)
    const { Session } = await client.SignUp({ ClientId, Username: email })
    const code = { ClientId, Username: email, ConfirmationCode: lastCode() }
    const eve = await client.SignUp({ ClientId, Username: 'eve@example.com' })
    const evesCode = { ClientId, Username: 'eve@example.com', ConfirmationCode: lastCode() }
    await assert.rejects(begin(email, {}, Session), invalidSession)
    await assert.rejects(select(Session, 'EMAIL_OTP'), invalidSession)
    await assert.rejects(client.ConfirmSignUp({ ...code, Session: eve.Session }), invalidSession)
    await assert.rejects(client.ConfirmSignUp({ ...code, Session: 'A'.repeat(400) }), invalidSession)
    const other = await addClient()
    await assert.rejects(client.ConfirmSignUp({ ...code, ClientId: other.id, Session }), invalidSession)
    await assert.rejects(client.ConfirmSignUp({ ...code, ConfirmationCode: '000000', Session }), {
      code: 'CodeMismatchException',
    })
    const confirmed = await client.ConfirmSignUp({ ...code, Session })
    await assert.rejects(begin('eve@example.com', {}, confirmed.Session), invalidSession)
    await assert.rejects(select(confirmed.Session, 'EMAIL_OTP'), invalidSession)
    await assert.rejects(
      client.InitiateAuth({
        ClientId: other.id,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: email },
        Session: confirmed.Session,
      }),
      invalidSession,
    )
    const evesConfirmed = await client.ConfirmSignUp({ ...evesCode, Session: eve.Session })
    clock.advance(1000)
    await client.AdminDisableUser({ UserPoolId, Username: 'eve@example.com' })
    await assert.rejects(begin('eve@example.com', {}, evesConfirmed.Session), invalidSession)
    clock.advance(180_000)
    await assert.rejects(begin(email, {}, confirmed.Session), { message: /session is expired/ })
  })

  it('needs no session: without one ConfirmSignUp gives none', async (t) => {
    const { signUp, client, ClientId, lastCode } = await openChoicePool(t)
    await signUp()
    const confirmed = await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    assert.deepEqual(confirmed, {})
  })
})

describe('AdminCreateUser in a pool with one-time passwords', () => {
  it('confirms a user without a password at once, and invites by name alone', async (t) => {
    const { client, UserPoolId, mail } = await openChoicePool(t)
    const { User } = await client.AdminCreateUser({ UserPoolId, Username: email })
    assert.equal(User?.UserStatus, 'CONFIRMED')
    assert.deepEqual(
      [mail.messages.at(-1)?.subject, mail.messages.at(-1)?.html],
      ['Your username', `Your username is ${email}.`],
    )
    await assert.rejects(client.AdminCreateUser({ UserPoolId, Username: email, MessageAction: 'RESEND' }), {
      code: 'UnsupportedUserStateException',
    })
  })

  it('makes a user with a temporary password where one is given', async (t) => {
    const { client, UserPoolId } = await openChoicePool(t)
    const TemporaryPassword = 'Temp0rary!'
    const { User } = await client.AdminCreateUser({ UserPoolId, Username: email, TemporaryPassword })
    assert.equal(User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
  })

  it('wants an address for codes and every required attribute', async (t) => {
    const Schema = [{ Name: 'given_name', Required: true, Mutable: true }]
    const { client, UserPoolId } = await openChoicePool(t, undefined, {
      pool: { UsernameAttributes: undefined, Schema },
    })
    await assert.rejects(
      client.AdminCreateUser({ UserPoolId, Username: 'jane' }),
      refusal('InvalidParameterException', 'A user without email needs a TemporaryPassword.'),
    )
    const UserAttributes = [{ Name: 'email', Value: email }]
    await assert.rejects(client.AdminCreateUser({ UserPoolId, Username: 'jane', UserAttributes }), {
      message: 'Attributes did not conform to the schema: given_name: The attribute is required\n',
    })
    const { User } = await client.AdminCreateUser({ UserPoolId, Username: 'jane', TemporaryPassword: 'Temp0rary!' })
    assert.equal(User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
  })
})

describe('AllowedFirstAuthFactors', () => {
  it('are kept and shown, and refused where they do not fit the pool', async (t) => {
    const { client, UserPoolId } = await openChoicePool(t)
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual(UserPool?.Policies?.SignInPolicy, { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] })
    await assert.rejects(
      client.SetUserPoolMfaConfig({
        UserPoolId,
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
      refusal(
        'InvalidParameterException',
        'MFA cannot be required in a user pool that allows EMAIL_OTP as a first factor.',
      ),
    )
    const create = (factor: 'SMS_OTP' | 'WEB_AUTHN' | 'EMAIL_OTP', more: object = {}) =>
      client.CreateUserPool({
        PoolName: 'x',
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', factor] } },
        ...more,
      })
    await assert.rejects(
      create('SMS_OTP'),
      refusal('InvalidParameterException', 'SMS configuration is required when SMS_OTP is an allowed first factor.'),
    )
    await assert.rejects(create('EMAIL_OTP', { UserPoolTier: 'LITE' }), {
      message: 'The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In',
    })
  })
})
