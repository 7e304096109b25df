import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, readVerified, refusal } from '../../../test/support/user-pool.ts'
import { secretHash } from '../clients/app-client.ts'

async function openSignedIn(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  await opened.addUser()
  const issued = await opened.tokens()
  const { client, ClientId } = opened
  const refresh = async (RefreshToken: string) =>
    (await client.GetTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult ?? {}
  return { ...opened, ...issued, refresh }
}

function rotating(RetryGracePeriodSeconds: number) {
  return {
    client: {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const],
      RefreshTokenRotation: { Feature: 'ENABLED' as const, RetryGracePeriodSeconds },
    },
  }
}

describe('GetTokensFromRefreshToken', () => {
  it('gives ID and access token, and no refresh token, without rotation', async (t) => {
    const { refresh, RefreshToken, signingKeys, UserPoolId, AccessToken } = await openSignedIn(t)
    const result = await refresh(RefreshToken)
    assert.deepEqual(Object.keys(result).sort(), ['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType'])
    const keys = await signingKeys.published(UserPoolId)
    const { claims: before } = await readVerified(AccessToken, keys)
    const { claims: after } = await readVerified(result.AccessToken ?? '', keys)
    assert.equal(after.origin_jti, before.origin_jti)
    assert.notEqual(after.jti, before.jti)
  })

  it('gives a new refresh token with rotation, and refuses the old one', async (t) => {
    const { refresh, RefreshToken } = await openSignedIn(t, rotating(0))
    const next = await refresh(RefreshToken)
    assert.ok(next.RefreshToken)
    assert.notEqual(next.RefreshToken, RefreshToken)
    await assert.rejects(refresh(RefreshToken), { code: 'RefreshTokenReuseException' })
    await refresh(next.RefreshToken)
  })

  it('refuses a rotated-out token without a grace period even on a node whose clock is behind', async (t) => {
    const { refresh, RefreshToken, clock } = await openSignedIn(t, rotating(0))
    await refresh(RefreshToken)
    clock.advance(-1000)
    await assert.rejects(refresh(RefreshToken), { code: 'RefreshTokenReuseException' })
  })

  it('takes a rotated-out token until its grace period is over', async (t) => {
    const { refresh, RefreshToken, clock } = await openSignedIn(t, rotating(10))
    await refresh(RefreshToken)
    clock.advance(9999)
    await refresh(RefreshToken)
    clock.advance(1)
    await assert.rejects(refresh(RefreshToken), { code: 'RefreshTokenReuseException' })
  })

  it('never takes a rotated-out token again, even when the client no longer rotates', async (t) => {
    const { refresh, RefreshToken, client, UserPoolId, ClientId } = await openSignedIn(t, rotating(60))
    const next = await refresh(RefreshToken)
    await client.UpdateUserPoolClient({ UserPoolId, ClientId, ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] })
    await assert.rejects(refresh(RefreshToken), refusal('NotAuthorizedException', 'Invalid Refresh Token'))
    await refresh(next.RefreshToken ?? '')
  })

  it('rotates once for two simultaneous uses', async (t) => {
    const { refresh, RefreshToken } = await openSignedIn(t, rotating(0))
    const outcomes = await Promise.allSettled([refresh(RefreshToken), refresh(RefreshToken)])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it("gives the new refresh token the rest of the old one's life", async (t) => {
    const { refresh, RefreshToken, clock } = await openSignedIn(t, rotating(0))
    clock.advance(29 * 86_400_000)
    const { RefreshToken: next = '' } = await refresh(RefreshToken)
    clock.advance(86_400_000)
    await assert.rejects(refresh(next), refusal('NotAuthorizedException', 'Refresh Token has expired'))
  })

  it('refuses garbage, a foreign token and a device', async (t) => {
    const { refresh, RefreshToken, client, ClientId, addClient } = await openSignedIn(t)
    const invalid = refusal('NotAuthorizedException', 'Invalid Refresh Token')
    await assert.rejects(refresh('garbage'), invalid)
    const other = await addClient()
    await assert.rejects(client.GetTokensFromRefreshToken({ ClientId: other.id, RefreshToken }), invalid)
    const DeviceKey = 'us-east-1_6a2d7a3e-0000-0000-0000-000000000000'
    await assert.rejects(client.GetTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey }), invalid)
  })

  it('demands the secret itself of a client with a secret', async (t) => {
    const {
      client,
      UserPoolId,
      signIn,
      ClientId,
      secret = '',
    } = await openUserPool(t, {
      client: { GenerateSecret: true },
    })
    await client.AdminCreateUser({ UserPoolId, Username: email })
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
    const { AuthenticationResult } = await signIn(email, password, {
      SECRET_HASH: secretHash(secret, email, ClientId),
    })
    const RefreshToken = AuthenticationResult?.RefreshToken ?? ''
    await assert.rejects(client.GetTokensFromRefreshToken({ ClientId, RefreshToken }), {
      code: 'NotAuthorizedException',
    })
    await assert.rejects(
      client.GetTokensFromRefreshToken({ ClientId, RefreshToken, ClientSecret: 'x'.repeat(secret.length) }),
      { code: 'NotAuthorizedException' },
    )
    await client.GetTokensFromRefreshToken({ ClientId, RefreshToken, ClientSecret: secret })
  })
})
