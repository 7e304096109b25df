import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('DeleteUser', () => {
  it('deletes the caller, whose tokens stop at once and whose address is free again', async (t) => {
    const { addUser, tokens, client, ClientId, signUp } = await openUserPool(t)
    const sub = await addUser()
    const { AccessToken, RefreshToken } = await tokens()
    assert.deepEqual(await client.DeleteUser({ AccessToken }), {})
    await assert.rejects(client.GetUser({ AccessToken }), refusal('UserNotFoundException', 'User does not exist.'))
    await assert.rejects(
      client.GetTokensFromRefreshToken({ ClientId, RefreshToken }),
      refusal('NotAuthorizedException', 'Invalid Refresh Token'),
    )
    assert.notEqual((await signUp()).UserSub, sub)
    await assert.rejects(client.GetUser({ AccessToken }), { code: 'UserNotFoundException' })
  })
})
