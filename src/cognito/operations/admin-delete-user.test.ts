import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('AdminDeleteUser', () => {
  it('deletes a user once', async (t) => {
    const { addUser, client, UserPoolId } = await openUserPool(t)
    await addUser()
    await client.AdminDeleteUser({ UserPoolId, Username: email })
    await assert.rejects(
      client.AdminDeleteUser({ UserPoolId, Username: email }),
      refusal('UserNotFoundException', 'User does not exist.'),
    )
  })
})
