import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const stateRefusal = refusal('NotAuthorizedException', 'User password cannot be reset in the current state.')

/** A pool with a user whose address is verified. */
async function openVerified(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, ClientId, UserPoolId, signUp, lastCode } = opened
  await signUp()
  await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
  const reset = (Username = email) => client.AdminResetUserPassword({ UserPoolId, Username })
  return { ...opened, reset }
}

describe('AdminResetUserPassword', () => {
  it('shuts the password off until another one is set with the mailed code', async (t) => {
    const { reset, signIn, client, ClientId, UserPoolId, lastCode, mail } = await openVerified(t)
    assert.deepEqual(await reset(), {})
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'RESET_REQUIRED')
    assert.equal(mail.messages.at(-1)?.purpose, 'ForgotPassword')
    await assert.rejects(signIn(), refusal('PasswordResetRequiredException', 'Password reset required for the user'))
    const code = { ClientId, Username: email, ConfirmationCode: lastCode() }
    await client.ConfirmForgotPassword({ ...code, Password: 'An0ther!!' })
    await signIn(email, 'An0ther!!')
    await assert.rejects(signIn(email, password), { code: 'NotAuthorizedException' })
  })

  it('mails another code for a user who is waiting for one', async (t) => {
    const { reset, mail } = await openVerified(t)
    await reset()
    const sent = mail.messages.length
    await reset()
    assert.equal(mail.messages.length, sent + 1)
  })

  it('refuses users who cannot help themselves, and leaves them as they are', async (t) => {
    const { reset, signUp, addUser, signIn, client, UserPoolId } = await openVerified(t)
    await signUp('new@example.com')
    await assert.rejects(reset('new@example.com'), stateRefusal)
    await client.AdminCreateUser({ UserPoolId, Username: 'bob@example.com' })
    await assert.rejects(reset('bob@example.com'), stateRefusal)
    await addUser('eve@example.com')
    await assert.rejects(
      reset('eve@example.com'),
      refusal(
        'InvalidParameterException',
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      ),
    )
    await signIn('eve@example.com')
    await assert.rejects(reset('nobody@example.com'), refusal('UserNotFoundException', 'User does not exist.'))
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(reset(), refusal('NotAuthorizedException', 'User is disabled.'))
  })

  it('refuses where only administrators set passwords', async (t) => {
    const { reset } = await openVerified(t, {
      pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } },
    })
    await assert.rejects(reset(), refusal('NotAuthorizedException', 'Contact administrator to reset password.'))
  })

  it('says that the mail could not be sent, with a code that the operation declares', async (t) => {
    const { reset, mail } = await openVerified(t)
    t.mock.method(mail, 'send', () => Promise.reject(new Error('no route')))
    await assert.rejects(reset(), refusal('InvalidEmailRoleAccessPolicyException', 'Unable to deliver the message.'))
  })
})
