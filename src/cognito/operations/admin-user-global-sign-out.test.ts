import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('AdminUserGlobalSignOut', () => {
  it('ends every sign-in of a user', async (t) => {
    const { addUser, tokens, client, UserPoolId } = await openUserPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    await client.AdminUserGlobalSignOut({ UserPoolId, Username: email })
    await assert.rejects(
      client.GetUser({ AccessToken }),
      refusal('NotAuthorizedException', 'Access Token has been revoked'),
    )
  })

  it('refuses an unknown user', async (t) => {
    const { client, UserPoolId } = await openUserPool(t)
    await assert.rejects(
      client.AdminUserGlobalSignOut({ UserPoolId, Username: email }),
      refusal('UserNotFoundException', 'User does not exist.'),
    )
  })
})
