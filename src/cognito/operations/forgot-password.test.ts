import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openMessageMfaPool } from '../../../test/support/message-mfa.ts'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const expired = refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.')
const wrong = refusal('CodeMismatchException', 'Invalid verification code provided, please try again.')

/** A pool with a user whose address is verified. */
async function openVerified(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, ClientId, signUp, lastCode } = opened
  await signUp()
  await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
  const forgot = (Username = email) => client.ForgotPassword({ ClientId, Username })
  const reset = (ConfirmationCode: string, Username = email) =>
    client.ConfirmForgotPassword({ ClientId, Username, ConfirmationCode, Password: 'An0ther!!' })
  return { ...opened, forgot, reset }
}

describe('ForgotPassword', () => {
  it('mails a code with which the password can be set, once', async (t) => {
    const { forgot, reset, signIn, lastCode, mail } = await openVerified(t)
    assert.deepEqual(await forgot(), {
      CodeDeliveryDetails: { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    })
    assert.equal(mail.messages.at(-1)?.purpose, 'ForgotPassword')
    await signIn(email, password)
    assert.deepEqual(await reset(lastCode()), {})
    await signIn(email, 'An0ther!!')
    await assert.rejects(signIn(email, password), { code: 'NotAuthorizedException' })
    await assert.rejects(reset(lastCode()), expired)
  })

  it('refuses a code after an hour, a wrong one, and the one of a sign-up', async (t) => {
    const { forgot, reset, lastCode, clock, signUp, client, ClientId } = await openVerified(t)
    await assert.rejects(reset('123456'), expired)
    await signUp('eve@example.com')
    const signUpCode = lastCode()
    await assert.rejects(
      client.ConfirmForgotPassword({
        ClientId,
        Username: 'eve@example.com',
        ConfirmationCode: signUpCode,
        Password: 'An0ther!!',
      }),
      expired,
    )
    await forgot()
    await assert.rejects(reset(lastCode() === '000000' ? '000001' : '000000'), wrong)
    clock.advance(3_600_000)
    await assert.rejects(reset(lastCode()), expired)
  })

  it('lifts a lockout', async (t) => {
    const { forgot, reset, signIn, lastCode } = await openVerified(t)
    for (let failure = 1; failure <= 5; failure++) await assert.rejects(signIn(email, 'Wr0ng!!!'))
    await forgot()
    await reset(lastCode())
    await signIn(email, 'An0ther!!')
  })

  it('refuses an unknown user, one without a verified address and one with a temporary password', async (t) => {
    const { forgot, addUser, client, UserPoolId } = await openVerified(t)
    await assert.rejects(
      forgot('eve@example.com'),
      refusal('UserNotFoundException', 'Username/client id combination not found.'),
    )
    await addUser('eve@example.com')
    await assert.rejects(
      forgot('eve@example.com'),
      refusal(
        'InvalidParameterException',
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      ),
    )
    await client.AdminCreateUser({ UserPoolId, Username: 'bob@example.com' })
    await assert.rejects(
      forgot('bob@example.com'),
      refusal('NotAuthorizedException', 'User password cannot be reset in the current state.'),
    )
  })

  it('refuses where only administrators reset passwords', async (t) => {
    const { forgot } = await openVerified(t, {
      pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } },
    })
    await assert.rejects(forgot(), refusal('NotAuthorizedException', 'Contact administrator to reset password.'))
  })

  it('answers alike for users there are and are not, where users are hidden', async (t) => {
    const { forgot, reset, mail } = await openVerified(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    const sent = mail.messages.length
    assert.deepEqual(await forgot('judy@elsewhere.com'), await forgot())
    assert.equal(mail.messages.length, sent + 1)
    await assert.rejects(reset('000000', 'judy@elsewhere.com'), wrong)
    await assert.rejects(reset('000000', 'eve@example.com'), expired)
  })

  it('lets codes for users there are and are not live and die alike, where users are hidden', async (t) => {
    const { forgot, reset, client, clock, UserPoolId, ClientId } = await openVerified(t, {
      client: { PreventUserExistenceErrors: 'ENABLED' },
    })
    await client.SignUp({ ClientId, Username: 'unverified@example.com', Password: password })
    await client.AdminCreateUser({ UserPoolId, Username: 'invited@example.com' })
    for (const name of [email, 'unverified@example.com', 'invited@example.com', 'nobody@example.com']) {
      await forgot(name)
      for (let miss = 1; miss <= 15; miss++) await assert.rejects(reset('x', name), wrong, `${name}, miss ${miss}`)
      await assert.rejects(reset('x', name), expired, name)
      await forgot(name)
      await assert.rejects(reset('x', name), wrong, name)
      clock.advance(3_600_000)
      await assert.rejects(reset('x', name), expired, name)
    }
  })

  it('repeats an address as it was typed, where users are hidden', async (t) => {
    const { forgot } = await openVerified(t, {
      pool: { UsernameConfiguration: { CaseSensitive: false } },
      client: { PreventUserExistenceErrors: 'ENABLED' },
    })
    const delivery = { Destination: 'J***@E***', DeliveryMedium: 'EMAIL', AttributeName: 'email' }
    assert.deepEqual(await forgot('JANE@EXAMPLE.COM'), { CodeDeliveryDetails: delivery })
    assert.deepEqual(await forgot('JUDY@EXAMPLE.COM'), { CodeDeliveryDetails: delivery })
  })

  it('does not wait for the mail, and tells of none that cannot leave, where users are hidden', async (t) => {
    const client = { PreventUserExistenceErrors: 'ENABLED' as const }
    const { forgot, reset, lastCode, mail, log } = await openVerified(t, { client })
    let leave: (() => void) | undefined
    mail.send = async (message) => {
      await new Promise<void>((resolve) => (leave = resolve))
      mail.messages.push(message)
    }
    await forgot()
    assert.equal(mail.messages.length, 1)
    leave?.()
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(await reset(lastCode()), {})
    mail.send = async () => Promise.reject(new Error('the relay is down'))
    assert.ok((await forgot()).CodeDeliveryDetails)
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(log.entries.some(({ event }) => event === 'mail-failed'))
  })

  it('mails no code to an address by which the user is asked for a second factor', async (t) => {
    const { addUser, prefer, client, ClientId, UserPoolId } = await openMessageMfaPool(t)
    await addUser()
    const user = { UserPoolId, Username: email }
    await client.AdminUpdateUserAttributes({ ...user, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] })
    const forgot = () => client.ForgotPassword({ ClientId, Username: email })
    assert.ok((await forgot()).CodeDeliveryDetails)
    await prefer({ EmailMfaSettings: { Enabled: true } })
    const refused = refusal(
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
    await assert.rejects(forgot(), refused)
    await prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } })
    assert.ok((await forgot()).CodeDeliveryDetails)
    await prefer({ EmailMfaSettings: { Enabled: true, PreferredMfa: true } })
    await assert.rejects(forgot(), refused)
  })

  it('mails no code to an address by which the user could choose to be asked for a second factor', async (t) => {
    const { addUser, prefer, client, ClientId, UserPoolId, signIn } = await openMessageMfaPool(t)
    await addUser()
    const user = { UserPoolId, Username: email }
    await client.AdminUpdateUserAttributes({ ...user, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] })
    await prefer({ EmailMfaSettings: { Enabled: true }, SMSMfaSettings: { Enabled: true } })
    assert.equal((await signIn()).ChallengeParameters?.['MFAS_CAN_CHOOSE'], '["SMS_MFA","EMAIL_OTP"]')
    await assert.rejects(client.ForgotPassword({ ClientId, Username: email }), { code: 'InvalidParameterException' })
  })

  it('refuses the 21st try within an hour, codes and resets together', async (t) => {
    const { forgot, reset } = await openVerified(t)
    for (let attempt = 1; attempt <= 10; attempt++) {
      await forgot()
      await assert.rejects(reset('x'), wrong)
    }
    const limit = refusal('LimitExceededException', 'Attempt limit exceeded, please try after some time.')
    await assert.rejects(forgot(), limit)
    await assert.rejects(reset('x'), limit)
  })
})
