import assert from 'node:assert/strict'
import { request } from 'node:https'
import { before, describe, it, type TestContext } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'
import { temporaryDirectory } from '../../support/server.ts'
import { createSigningKey, signToken } from '../../support/token-forge.ts'
import { email, openUserPool, readVerified, refusal } from '../../support/user-pool.ts'

const revoked = refusal('NotAuthorizedException', 'Access Token has been revoked')
const rotating = (RetryGracePeriodSeconds: number) => ({
  client: {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const],
    RefreshTokenRotation: { Feature: 'ENABLED' as const, RetryGracePeriodSeconds },
  },
})

/** A user who is signed in. */
async function openSignedIn(t: TestContext, settings: Parameters<typeof openUserPool>[1] = {}) {
  const opened = await openUserPool(t, settings)
  const { client, ClientId, UserPoolId, signingKeys } = opened
  const sub = await opened.addUser()
  const { AccessToken, IdToken, RefreshToken } = await opened.tokens()
  const read = async (token: string | undefined) => readVerified(token ?? '', await signingKeys.published(UserPoolId))
  const claimsOf = async (token: string | undefined) => (await read(token)).claims
  const refresh = async (token = RefreshToken) =>
    (await client.GetTokensFromRefreshToken({ ClientId, RefreshToken: token })).AuthenticationResult ?? {}
  const refreshByFlow = (REFRESH_TOKEN = RefreshToken) =>
    client.InitiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } })
  return { ...opened, sub, AccessToken, IdToken, RefreshToken, read, claimsOf, refresh, refreshByFlow }
}

/** Holds tokens to be the old ones anew. */
function assertRefreshed(before: Record<string, unknown>, after: Record<string, unknown>): void {
  assert.equal(after['auth_time'], before['auth_time'])
  assert.equal(after['origin_jti'], before['origin_jti'])
  assert.notEqual(after['jti'], before['jti'])
  assert.ok(Number(after['iat']) > Number(before['iat']))
}

describe('tokens', () => {
  it('C085 are signed by two published keys, and name nothing but key and algorithm', async (t) => {
    const { read, IdToken, AccessToken } = await openSignedIn(t)
    const [id, access] = [await read(IdToken), await read(AccessToken)]
    for (const { header } of [id, access]) assert.deepEqual(Object.keys(header).toSorted(), ['alg', 'kid'])
    assert.notEqual(id.header['kid'], access.header['kid'])
  })

  it('C086 say whom they are about and what they are for', async (t) => {
    const { claimsOf, IdToken, AccessToken, ClientId, sub } = await openSignedIn(t)
    const [id, access] = [await claimsOf(IdToken), await claimsOf(AccessToken)]
    assert.deepEqual([id['aud'], id['token_use'], id['cognito:username']], [ClientId, 'id', sub])
    assert.ok(!('client_id' in id) && !('scope' in id))
    assert.deepEqual([access['client_id'], access['token_use'], access['username']], [ClientId, 'access', sub])
    assert.equal(access['scope'], 'aws.cognito.signin.user.admin')
    assert.ok(!('aud' in access))
    for (const claim of ['sub', 'event_id', 'origin_jti', 'auth_time']) assert.equal(id[claim], access[claim], claim)
    assert.notEqual(id['jti'], access['jti'])
  })

  it('C087 name the groups of the user, and the roles of these', async (t) => {
    const { client, UserPoolId, tokens, claimsOf } = await openSignedIn(t)
    const roles = ['R1', 'R2'].map((name) => `arn:aws:iam::000000000000:role/${name}`)
    for (const [index, GroupName] of ['a', 'b'].entries()) {
      await client.CreateGroup({ UserPoolId, GroupName, Precedence: index + 1, RoleArn: roles[index] })
      await client.AdminAddUserToGroup({ UserPoolId, Username: email, GroupName })
    }
    const { IdToken, AccessToken } = await tokens()
    const [id, access] = [await claimsOf(IdToken), await claimsOf(AccessToken)]
    for (const claims of [id, access]) assert.deepEqual((claims['cognito:groups'] as string[]).toSorted(), ['a', 'b'])
    assert.deepEqual((id['cognito:roles'] as string[]).toSorted(), roles)
    assert.equal(id['cognito:preferred_role'], roles[0])
  })
})

describe('refreshing', () => {
  it('C088 by the flow gives new tokens, but no refresh token', async (t) => {
    const { refreshByFlow, claimsOf, clock, IdToken, AccessToken } = await openSignedIn(t)
    clock.advance(60_000)
    const { AuthenticationResult: result = {} } = await refreshByFlow()
    assert.equal('RefreshToken' in result, false)
    assertRefreshed(await claimsOf(IdToken), await claimsOf(result.IdToken))
    assertRefreshed(await claimsOf(AccessToken), await claimsOf(result.AccessToken))
  })

  it('C089 by the operation gives a new refresh token where these rotate, and is the only way there', async (t) => {
    const plain = await openSignedIn(t)
    plain.clock.advance(60_000)
    const refreshed = await plain.refresh()
    assert.equal('RefreshToken' in refreshed, false)
    assertRefreshed(await plain.claimsOf(plain.AccessToken), await plain.claimsOf(refreshed.AccessToken))
    const { refresh, refreshByFlow, RefreshToken } = await openSignedIn(t, rotating(0))
    await assert.rejects(refreshByFlow())
    const { RefreshToken: next } = await refresh()
    assert.ok(next !== undefined && next !== RefreshToken)
  })

  it('C090 takes a token that was rotated out until its grace period ends', async (t) => {
    const { refresh, clock } = await openSignedIn(t, rotating(30))
    await refresh()
    clock.advance(29_999)
    await refresh()
    clock.advance(1)
    await assert.rejects(refresh(), { code: 'RefreshTokenReuseException' })
  })

  it('C091 ends when the token is revoked, and so does the use of its access token', async (t) => {
    const { client, ClientId, RefreshToken: Token, AccessToken, refresh } = await openSignedIn(t)
    for (let time = 1; time <= 2; time++) assert.deepEqual(await client.RevokeToken({ ClientId, Token }), {})
    await assert.rejects(client.GetUser({ AccessToken }), revoked)
    await assert.rejects(refresh(), { code: 'NotAuthorizedException' })
  })

  it('C092 is not ended by another client', async (t) => {
    const { client, addClient, RefreshToken: Token, refresh } = await openSignedIn(t)
    const { id: ClientId } = await addClient()
    await assert.rejects(client.RevokeToken({ ClientId, Token }), { code: 'UnauthorizedException' })
    await refresh()
  })
})

describe('an access token', () => {
  it('C093 is refused after a sign-out everywhere, though its signature still fits', async (t) => {
    const { client, AccessToken, refresh, claimsOf } = await openSignedIn(t)
    await client.GlobalSignOut({ AccessToken })
    await assert.rejects(client.GetUser({ AccessToken }), revoked)
    await assert.rejects(refresh(), { code: 'NotAuthorizedException' })
    assert.equal((await claimsOf(AccessToken))['token_use'], 'access')
  })

  it('C094 is no ID token, no junk, and has the scope of users', async (t) => {
    const { client, IdToken, signingKeys, UserPoolId, ClientId, claimsOf, AccessToken } = await openSignedIn(t)
    const invalid = refusal('NotAuthorizedException', 'Invalid Access Token')
    for (const token of [IdToken, 'junk', 'a.b.c'])
      await assert.rejects(client.GetUser({ AccessToken: token }), invalid)
    // As the token endpoint makes them for clients that act for themselves.
    const { iss, exp, iat, auth_time } = await claimsOf(AccessToken)
    const claims = { sub: ClientId, token_use: 'access', scope: 'api/read', version: 2, client_id: ClientId }
    const signer = await signingKeys.signer(UserPoolId, 'access')
    const machine = await signer.sign({ ...claims, iss, exp, iat, auth_time, jti: 'jti' })
    const scopeless = refusal('NotAuthorizedException', 'Access Token does not have required scopes')
    await assert.rejects(client.GetUser({ AccessToken: machine }), scopeless)
    const forged = signToken(createSigningKey('k1'), { ...claims, iss, exp })
    await assert.rejects(client.GetUser({ AccessToken: forged }), { code: 'NotAuthorizedException' })
  })

  it('C095 shows its user the attributes that the client may read', async (t) => {
    const { client, AccessToken, sub } = await openSignedIn(t, { client: { ReadAttributes: ['email'] } })
    const user = await client.GetUser({ AccessToken })
    assert.equal(user.Username, sub)
    assert.deepEqual(user.UserAttributes, [
      { Name: 'sub', Value: sub },
      { Name: 'email', Value: email },
    ])
    assert.equal('UserStatus' in user, false)
  })
})

describe('a pool`s documents', () => {
  const dataDir = temporaryDirectory()
  const passwordCost = { memoryKibibytes: 8, passes: 1, parallelism: 1 }
  const [Username, Password] = ['jane', 'S3cure!!']
  let poolgate: OpenPoolgate
  let UserPoolId: string
  let ClientId: string
  before(async () => {
    poolgate = await openPoolgate({ dataDir, passwordCost })
    const { cognito } = poolgate.sdk
    UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))).UserPool!.Id!
    const settings = {
      UserPoolId,
      ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const],
    }
    ClientId = (await cognito.send(new CreateUserPoolClientCommand(settings))).UserPoolClient!.ClientId!
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  })

  const signIn = async () => {
    const AuthParameters = { USERNAME: Username, PASSWORD: Password }
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    return (await poolgate.sdk.cognito.send(command)).AuthenticationResult ?? {}
  }
  /** A document as those get it who reach AWS's host here; its issuer is one of TLS. */
  function documentOf(name: string): Promise<Record<string, unknown>> {
    const host = 'cognito-idp.us-east-1.amazonaws.com'
    const path = `/${UserPoolId}/.well-known/${name}`
    // The certificate is that of a new local authority.
    const tls = { servername: host, rejectUnauthorized: false }
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: poolgate.port, path, headers: { host }, ...tls }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(body) as Record<string, unknown>)
          else reject(new Error(`${response.statusCode} ${body}`))
        })
      })
        .on('error', reject)
        .end()
    })
  }

  it('C096 name the issuer of its tokens, and the keys that these fit', async () => {
    const { issuer } = await documentOf('openid-configuration')
    const keys = createLocalJWKSet((await documentOf('jwks.json')) as unknown as JSONWebKeySet)
    const { AccessToken = '', IdToken = '' } = await signIn()
    const options = { currentDate: poolgate.clock.now() }
    for (const token of [AccessToken, IdToken])
      assert.equal((await jwtVerify(token, keys, options)).payload.iss, issuer)
    // Whoever asks by the server's own name gets its own name, which the API's tokens do not carry.
    const own = `localhost:${poolgate.port}`
    const { body } = await poolgate.clientOf(own).send(`GET /${UserPoolId}/.well-known/openid-configuration`)
    assert.equal((JSON.parse(body) as Record<string, unknown>)['issuer'], `http://${own}/${UserPoolId}`)
  })

  it('C097 outlive the server, and so do tokens', async () => {
    const { AccessToken = '', RefreshToken = '' } = await signIn()
    const before = await documentOf('jwks.json')
    await poolgate.close()
    poolgate = await openPoolgate({ dataDir, passwordCost })
    assert.deepEqual(await documentOf('jwks.json'), before)
    const { cognito } = poolgate.sdk
    assert.equal((await cognito.send(new GetUserCommand({ AccessToken }))).Username, Username)
    const AuthParameters = { REFRESH_TOKEN: RefreshToken }
    const refresh = new InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters })
    assert.ok((await cognito.send(refresh)).AuthenticationResult?.AccessToken)
  })
})
