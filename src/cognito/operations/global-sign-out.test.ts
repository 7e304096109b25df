import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, readVerified, refusal } from '../../../test/support/user-pool.ts'

const revoked = refusal('NotAuthorizedException', 'Access Token has been revoked')

describe('GlobalSignOut', () => {
  for (const EnableTokenRevocation of [true, false])
    it(`ends every sign-in of the caller at once (EnableTokenRevocation ${EnableTokenRevocation})`, async (t) => {
      const { addUser, tokens, client, ClientId, signingKeys, UserPoolId } = await openUserPool(t, {
        client: { EnableTokenRevocation },
      })
      await addUser()
      await addUser('eve@example.com')
      const [one, two, eve] = [await tokens(), await tokens(), await tokens('eve@example.com')]
      assert.deepEqual(await client.GlobalSignOut({ AccessToken: one.AccessToken }), {})
      for (const { AccessToken, RefreshToken } of [one, two]) {
        await assert.rejects(client.GetUser({ AccessToken }), revoked)
        await assert.rejects(
          client.GetTokensFromRefreshToken({ ClientId, RefreshToken }),
          refusal('NotAuthorizedException', 'Refresh Token has been revoked'),
        )
      }
      await client.GetUser({ AccessToken: eve.AccessToken })
      await client.GetUser({ AccessToken: (await tokens()).AccessToken })
      // To whoever verifies offline the token is still good, as on AWS.
      await readVerified(one.AccessToken, await signingKeys.published(UserPoolId))
    })

  it('refuses the token of a deleted user with an error of its own model', async (t) => {
    const { addUser, tokens, client, UserPoolId } = await openUserPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    await client.AdminDeleteUser({ UserPoolId, Username: email })
    await assert.rejects(client.GlobalSignOut({ AccessToken }), { code: 'NotAuthorizedException' })
  })
})
