import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password } from '../../../test/support/user-pool.ts'

describe('AdminSetUserPassword', () => {
  it('confirms the user with a permanent password', async (t) => {
    const { signUp, client, UserPoolId, signIn } = await openUserPool(t)
    await signUp()
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'An0ther!!', Permanent: true })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    assert.ok((await signIn(email, 'An0ther!!')).AuthenticationResult)
    await assert.rejects(signIn(email, password), { code: 'NotAuthorizedException' })
  })

  it('has the user change a password that is not permanent', async (t) => {
    const { addUser, client, UserPoolId, signIn } = await openUserPool(t)
    await addUser()
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'An0ther!!' })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'FORCE_CHANGE_PASSWORD')
    assert.equal((await signIn(email, 'An0ther!!')).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  })

  it('holds to the policy, and to users there are', async (t) => {
    const { addUser, client, UserPoolId } = await openUserPool(t)
    await addUser()
    const set = (Username: string, Password: string) =>
      client.AdminSetUserPassword({ UserPoolId, Username, Password, Permanent: true })
    await assert.rejects(set(email, 'short'), { code: 'InvalidPasswordException' })
    await assert.rejects(set('eve@example.com', password), { code: 'UserNotFoundException' })
  })
})
