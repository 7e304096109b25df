import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

async function openSignedIn(...[t]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t)
  await opened.addUser()
  const { AccessToken } = await opened.tokens()
  const change = (PreviousPassword: string, ProposedPassword: string) =>
    opened.client.ChangePassword({ AccessToken, PreviousPassword, ProposedPassword })
  return { ...opened, AccessToken, change }
}

describe('ChangePassword', () => {
  it('changes the password and leaves the sign-in alone', async (t) => {
    const { change, signIn, client, AccessToken } = await openSignedIn(t)
    assert.deepEqual(await change(password, 'An0ther!!'), {})
    await signIn(email, 'An0ther!!')
    await assert.rejects(signIn(), { code: 'NotAuthorizedException' })
    await client.GetUser({ AccessToken })
  })

  it('refuses a wrong previous password and a new one against the policy', async (t) => {
    const { change } = await openSignedIn(t)
    await assert.rejects(
      change('Wr0ng!!!', 'An0ther!!'),
      refusal('NotAuthorizedException', 'Incorrect username or password.'),
    )
    await assert.rejects(change(password, 'short'), { code: 'InvalidPasswordException' })
  })

  it('lets one of two simultaneous changes through', async (t) => {
    const { change } = await openSignedIn(t)
    const outcomes = await Promise.allSettled([change(password, 'An0ther!!'), change(password, 'Th1rd!!!')])
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    assert.deepEqual(refused, ['NotAuthorizedException'])
  })

  it('refuses the sixth try within an hour', async (t) => {
    const { change } = await openSignedIn(t)
    for (let attempt = 1; attempt <= 5; attempt++) await assert.rejects(change('Wr0ng!!!', 'An0ther!!'))
    await assert.rejects(
      change(password, 'An0ther!!'),
      refusal('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
    )
  })

  it('does not bring back a password that an administrator has had reset', async (t) => {
    const { change, client, UserPoolId, signIn } = await openSignedIn(t)
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    await client.AdminResetUserPassword({ UserPoolId, Username: email })
    const expected = refusal('PasswordResetRequiredException', 'Password reset required for the user')
    await assert.rejects(change(password, 'An0ther!!'), expected)
    await assert.rejects(signIn(), expected)
  })

  it('gives no password to whom an administrator has taken it from', async (t) => {
    const { client, UserPoolId, AccessToken, signIn } = await openSignedIn(t)
    const User = { ProviderName: 'Cognito', ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: email }
    await client.AdminDisableProviderForUser({ UserPoolId, User })
    await assert.rejects(
      client.ChangePassword({ AccessToken, ProposedPassword: 'An0ther!!' }),
      refusal('NotAuthorizedException', 'User password cannot be changed in the current state.'),
    )
    await assert.rejects(signIn(email, 'An0ther!!'), { code: 'NotAuthorizedException' })
  })
})
