import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('RevokeToken', () => {
  it('ends the sign-in: its access and refresh tokens stop at once, and revoking again is no error', async (t) => {
    const { addUser, tokens, client, ClientId } = await openUserPool(t)
    await addUser()
    const [revoked, kept] = [await tokens(), await tokens()]
    assert.deepEqual(await client.RevokeToken({ ClientId, Token: revoked.RefreshToken }), {})
    await client.RevokeToken({ ClientId, Token: revoked.RefreshToken })
    await assert.rejects(
      client.GetUser({ AccessToken: revoked.AccessToken }),
      refusal('NotAuthorizedException', 'Access Token has been revoked'),
    )
    await assert.rejects(
      client.GetTokensFromRefreshToken({ ClientId, RefreshToken: revoked.RefreshToken }),
      refusal('NotAuthorizedException', 'Refresh Token has been revoked'),
    )
    await client.GetUser({ AccessToken: kept.AccessToken })
  })

  it('ends what was refreshed from it as well', async (t) => {
    const { addUser, tokens, client, ClientId } = await openUserPool(t)
    await addUser()
    const { RefreshToken } = await tokens()
    const { AuthenticationResult } = await client.GetTokensFromRefreshToken({ ClientId, RefreshToken })
    await client.RevokeToken({ ClientId, Token: RefreshToken })
    await assert.rejects(client.GetUser({ AccessToken: AuthenticationResult?.AccessToken }), {
      message: 'Access Token has been revoked',
    })
  })

  it('takes an unknown token without a word', async (t) => {
    const { client, ClientId } = await openUserPool(t)
    assert.deepEqual(await client.RevokeToken({ ClientId, Token: 'unknown' }), {})
  })

  it('refuses access and ID tokens', async (t) => {
    const { addUser, tokens, client, ClientId } = await openUserPool(t)
    await addUser()
    const { AccessToken, IdToken } = await tokens()
    for (const Token of [AccessToken, IdToken])
      await assert.rejects(client.RevokeToken({ ClientId, Token }), { code: 'UnsupportedTokenTypeException' })
  })

  it('refuses another client, an unknown one and a wrong secret, and leaves the token alone', async (t) => {
    const { addUser, tokens, client, addClient } = await openUserPool(t)
    await addUser()
    const { RefreshToken: Token, AccessToken } = await tokens()
    const withSecret = await addClient({ GenerateSecret: true })
    for (const attempt of [
      { ClientId: (await addClient()).id },
      { ClientId: 'nope' },
      { ClientId: withSecret.id },
      { ClientId: withSecret.id, ClientSecret: 'x'.repeat(51) },
    ])
      await assert.rejects(client.RevokeToken({ ...attempt, Token }), { code: 'UnauthorizedException' })
    await client.GetUser({ AccessToken })
  })

  it('refuses where the client cannot revoke', async (t) => {
    const { client, ClientId } = await openUserPool(t, { client: { EnableTokenRevocation: false } })
    await assert.rejects(client.RevokeToken({ ClientId, Token: 'x' }), { code: 'UnsupportedOperationException' })
  })
})
