import { createHmac, generateKeyPairSync } from 'node:crypto'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSigningKey, encode, signToken } from '../../../test/support/token-forge.ts'
import { email, openUserPool, password, readVerified, refusal } from '../../../test/support/user-pool.ts'

async function openSignedIn(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const sub = await opened.addUser()
  const issued = await opened.tokens()
  const { header, claims } = await readVerified(
    issued.AccessToken,
    await opened.signingKeys.published(opened.UserPoolId),
  )
  const getUser = (AccessToken = issued.AccessToken) => opened.client.GetUser({ AccessToken })
  /** A token with changed claims that the pool itself signed. */
  const resign = async (changes: object, use: 'access' | 'id' = 'access') => {
    const signer = await opened.signingKeys.signer(opened.UserPoolId, use)
    return signer.sign({ ...claims, ...changes })
  }
  return { ...opened, ...issued, sub, header, claims, getUser, resign }
}

const invalid = refusal('NotAuthorizedException', 'Invalid Access Token')
const badSignature = refusal('NotAuthorizedException', 'Could not verify signature for Access Token')

describe('GetUser', () => {
  it('answers the username and what the client may read', async (t) => {
    const { getUser, sub } = await openSignedIn(t, { client: { ReadAttributes: ['email'] } })
    assert.deepEqual(await getUser(), {
      Username: sub,
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: email },
      ],
    })
  })

  it('refuses an expired token', async (t) => {
    const { getUser, clock } = await openSignedIn(t)
    clock.advance(3_599_000)
    await getUser()
    clock.advance(1000)
    await assert.rejects(getUser(), refusal('NotAuthorizedException', 'Access Token has expired'))
  })

  it('refuses the token of a disabled, a re-enabled and a deleted user', async (t) => {
    const { getUser, client, UserPoolId } = await openSignedIn(t)
    const user = { UserPoolId, Username: email }
    await client.AdminDisableUser(user)
    await assert.rejects(getUser(), refusal('NotAuthorizedException', 'User is disabled.'))
    await client.AdminEnableUser(user)
    await assert.rejects(getUser(), refusal('NotAuthorizedException', 'Access Token has been revoked'))
    await client.AdminDeleteUser(user)
    await assert.rejects(getUser(), refusal('UserNotFoundException', 'User does not exist.'))
  })

  it('refuses an ID token', async (t) => {
    const { getUser, IdToken, resign } = await openSignedIn(t)
    await assert.rejects(getUser(IdToken), invalid)
    await assert.rejects(getUser(await resign({}, 'id')), invalid)
    await assert.rejects(getUser(await resign({ token_use: 'id' })), invalid)
  })

  it('refuses a token without the scope for it, as a client gets for itself', async (t) => {
    const { getUser, resign } = await openSignedIn(t)
    for (const scope of ['openid email', undefined, 'xaws.cognito.signin.user.admin'])
      await assert.rejects(
        getUser(await resign({ scope })),
        refusal('NotAuthorizedException', 'Access Token does not have required scopes'),
      )
  })

  it('refuses a token without an expiry, or with one that is no number', async (t) => {
    const { getUser, resign } = await openSignedIn(t)
    for (const exp of [undefined, 0, '9999999999', null])
      await assert.rejects(
        getUser(await resign({ exp })),
        refusal('NotAuthorizedException', 'Access Token has expired'),
      )
  })

  it("refuses another user's sign-in under one's own sub", async (t) => {
    const { getUser, resign, addUser, tokens, signingKeys, UserPoolId } = await openSignedIn(t)
    await addUser('eve@example.com')
    const eve = await tokens('eve@example.com')
    const { claims } = await readVerified(eve.AccessToken, await signingKeys.published(UserPoolId))
    await assert.rejects(getUser(await resign({ event_id: claims.event_id })), {
      code: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    })
  })

  it("refuses a sign-in with another app client under one's own client_id", async (t) => {
    const { getUser, resign, addClient, client, signingKeys, UserPoolId } = await openSignedIn(t)
    const { AuthenticationResult } = await client.InitiateAuth({
      ClientId: (await addClient()).id,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    })
    const other = await readVerified(AuthenticationResult?.AccessToken ?? '', await signingKeys.published(UserPoolId))
    await assert.rejects(
      getUser(await resign({ event_id: other.claims.event_id })),
      refusal('NotAuthorizedException', 'Access Token has been revoked'),
    )
  })

  it('refuses tokens that nobody, or somebody else, signed', async (t) => {
    const { getUser, header, claims, signingKeys, UserPoolId, AccessToken } = await openSignedIn(t)
    const kid = String(header.kid)
    const foreign = createSigningKey(kid)
    await assert.rejects(getUser(signToken(foreign, claims, { kid, alg: 'RS256' })), badSignature)
    await assert.rejects(getUser(signToken(foreign, claims, { kid: 'unknown', alg: 'RS256' })), invalid)
    await assert.rejects(getUser(signToken(foreign, claims, { kid, jwk: foreign.jwk })), badSignature)
    for (const alg of ['none', 'None', 'HS256', 'RS512', 'PS256', undefined])
      await assert.rejects(getUser(signToken(foreign, claims, { kid, alg })), invalid)
    await assert.rejects(getUser(`${encode({ kid, alg: 'none' })}.${encode(claims)}.`), invalid)
    // HS256 with the public key as the secret.
    const published = (await signingKeys.published(UserPoolId)).find((key) => key.kid === kid)
    const input = `${encode({ kid, alg: 'HS256' })}.${encode(claims)}`
    const forged = createHmac('sha256', JSON.stringify(published)).update(input).digest('base64url')
    await assert.rejects(getUser(`${input}.${forged}`), invalid)
    const [head, , signature] = AccessToken.split('.')
    await assert.rejects(getUser(`${head}.${encode({ ...claims, sub: 'eve' })}.${signature}`), badSignature)
  })

  it("refuses another pool's token that names a client of this one", async (t) => {
    const { getUser, claims, client, signingKeys } = await openSignedIn(t)
    const other = await client.CreateUserPool({ PoolName: 'other' })
    const signer = await signingKeys.signer(other.UserPool?.Id ?? '', 'access')
    await assert.rejects(getUser(await signer.sign(claims)), { code: 'NotAuthorizedException' })
  })

  it('refuses whatever is no token, and never answers anything else', async (t) => {
    const { getUser, AccessToken, RefreshToken, header, claims } = await openSignedIn(t)
    const [head = '', body = '', signature = ''] = AccessToken.split('.')
    const hostile = [
      'junk',
      '...',
      '..',
      'a.b.c',
      RefreshToken,
      `${head}.${body}`,
      `${head}.${body}.`,
      `${head}.${body}.${signature}.x`,
      `${head}.${body}.${signature}=`,
      `${head}=.${body}.${signature}`,
      `${encode(null)}.${body}.${signature}`,
      `${encode([])}.${body}.${signature}`,
      `${head}.${encode('text')}.${signature}`,
      `${head}.${encode({ client_id: { toString: 1 } })}.${signature}`,
      `${head}.${encode({ client_id: '__proto__' })}.${signature}`,
      `${head}.${encode({ client_id: 'a\0b' })}.${signature}`,
      `${encode({ ...header, kid: ['x'] })}.${encode(claims)}.${signature}`,
      `${encode({ ...header, kid: '../../etc/passwd' })}.${encode(claims)}.${signature}`,
      `${Buffer.from('{"a":'.repeat(5000)).toString('base64url')}.${body}.${signature}`,
    ]
    for (const token of hostile) await assert.rejects(getUser(token), { code: 'NotAuthorizedException' })
  })

  it('refuses a token of a key too small or of another kind', async (t) => {
    const { getUser, header, claims } = await openSignedIn(t)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = { ...createSigningKey('x'), privateKey }
    await assert.rejects(getUser(signToken(key, claims, header)), badSignature)
  })
})
