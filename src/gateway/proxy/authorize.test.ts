import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  assertGatewayAnswer,
  epoch,
  send,
  startBackend,
  startGateway,
  type RawAnswer,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'
import { createSigningKey, signToken } from '../../../test/support/token-forge.ts'

const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
const key = createSigningKey('k1')
const claims = { sub: 'u1', iss: issuer, client_id: 'app', iat: epoch - 10, exp: epoch + 3600, scope: 'a/read a/write' }
const issuers = {
  isLocalForm: (url: string) => url.startsWith('https://cognito-idp.'),
  findLocal: async (url: string) =>
    url === issuer ? { issuers: [issuer], keys: async () => [{ ...key.jwk, kid: 'k1' }] } : undefined,
}
const jwtConfiguration = { issuer, audience: ['app'] }

describe('a route with a JWT authorizer', () => {
  let backend: TestBackend
  let gateway: TestGateway
  before(async () => {
    backend = await startBackend()
    gateway = await startGateway(
      {
        routes: [
          { routeKey: 'GET /', authorizerId: 'jwt' },
          { routeKey: 'GET /scoped', authorizerId: 'jwt', authorizationScopes: ['a/b', 'a/read'] },
          { routeKey: 'GET /openid', authorizerId: 'jwt', authorizationScopes: ['openid'] },
          { routeKey: 'GET /query', authorizerId: 'query' },
          { routeKey: 'GET /gone', authorizerId: 'gone' },
          { routeKey: 'GET /dangling', authorizerId: 'nobody' },
          { routeKey: 'GET /remote', authorizerId: 'remote' },
        ],
        integrations: [{ integrationId: 'backend', integrationUri: `${backend.origin}/b` }],
        authorizers: [
          { authorizerId: 'jwt', jwtConfiguration },
          { authorizerId: 'query', jwtConfiguration, identitySource: '$request.querystring.access_token' },
          { authorizerId: 'gone', jwtConfiguration: { ...jwtConfiguration, issuer: `${issuer}9` } },
          { authorizerId: 'remote', jwtConfiguration: { ...jwtConfiguration, issuer: 'https://idp.example/' } },
        ],
      },
      { issuers },
    )
  })
  const get = (path: string, token?: string) =>
    send(gateway.port, `GET ${path}`, token === undefined ? [] : [`Authorization: ${token}`])
  const invalid = (description: string, scope = '') =>
    `Bearer scope="${scope}" error="invalid_token" error_description="${description}"`

  async function assertRefused(answer: RawAnswer, authenticate: string, error: string): Promise<void> {
    assertGatewayAnswer(answer, 401, 'Unauthorized')
    assert.equal(answer.headers['www-authenticate'], authenticate)
    const logged = gateway.log.entries.at(-1)?.['authorizer']
    assert.equal(Reflect.get(Object(logged), 'error'), error)
    assert.equal(backend.seen.length, 0)
  }

  it('answers 401 with a bare Bearer when there is no token', async () => {
    for (const answer of [await get('/'), await get('/', ''), await get('/query'), await get('/query?access_token=')])
      await assertRefused(answer, 'Bearer', 'missing: token not provided')
  })

  it('answers 401 to what is no token', async () => {
    const text = 'token contains an invalid number of segments'
    await assertRefused(await get('/', 'Bearer not-a-token'), invalid(text), `invalid_token: ${text}`)
  })

  it('answers 401 to the token of another client', async () => {
    const text = 'the token does not have a valid audience'
    const token = signToken(key, { ...claims, client_id: 'other' })
    await assertRefused(await get('/', `Bearer ${token}`), invalid(text), `invalid_token: ${text}`)
  })

  it('answers 401 to an expired token and names the scopes of the route', async () => {
    const text = 'the token has expired'
    const token = signToken(key, { ...claims, exp: epoch - 1 })
    await assertRefused(await get('/scoped', token), invalid(text, 'a/b a/read'), `invalid_token: ${text}`)
  })

  it('answers 401 when the local pool is gone', async () => {
    const text = 'OIDC discovery endpoint communication error'
    await assertRefused(await get('/gone', signToken(key, claims)), invalid(text), `invalid_token: ${text}`)
  })

  it('answers 401 when the issuer elsewhere does not answer', async () => {
    const text = 'OIDC discovery endpoint communication error'
    await assertRefused(await get('/remote', signToken(key, claims)), invalid(text), `invalid_token: ${text}`)
  })

  it('answers 401 when the authorizer is not in the deployment', async () => {
    assert.equal((await get('/dangling', signToken(key, claims))).status, 401)
  })

  it('answers 401 to two tokens in the identity source', async () => {
    const token = signToken(key, claims)
    const answer = await get(`/query?access_token=${token}&access_token=${token}`)
    await assertRefused(answer, invalid('more than one token provided'), 'invalid_token: more than one token provided')
  })

  it('answers 403 when no scope fits', async () => {
    const idToken = signToken(key, { ...claims, client_id: undefined, scope: undefined, aud: 'app' })
    const answer = await get('/openid', idToken)
    assertGatewayAnswer(answer, 403, 'Forbidden')
    assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer scope="openid" error="insufficient_scope" /)
    assert.equal(backend.seen.length, 0)
  })

  it('lets a token through with and without Bearer, by a scope, and from the query', async () => {
    const token = signToken(key, claims)
    const answers = [
      get('/', `Bearer ${token}`),
      get('/', token),
      get('/scoped', token),
      get(`/query?access_token=${token}`),
    ]
    for (const answer of await Promise.all(answers)) assert.equal(answer.status, 200)
    assert.equal(backend.seen.length, 4)
  })

  it('passes the token on to the backend unchanged', async () => {
    const token = signToken(key, claims)
    await get('/', `Bearer ${token}`)
    assert.equal(backend.seen.at(-1)?.headers['authorization'], `Bearer ${token}`)
  })

  it('leaves an explanation of a request that it let through', async () => {
    await get('/scoped?secret=1', signToken(key, claims))
    await gateway.settled()
    assert.deepEqual(gateway.log.entries.at(-1), {
      level: 'info',
      event: 'http-api-request',
      requestId: gateway.log.entries.at(-1)?.['requestId'],
      apiId: 'a1b2c3d4e5',
      method: 'GET',
      path: '/scoped',
      sourceIp: '127.0.0.1',
      traceId: gateway.log.entries.at(-1)?.['traceId'],
      stage: '$default',
      routeKey: 'GET /scoped',
      authorizer: { authorizerId: 'jwt', decision: 'allow', sub: 'u1' },
      integration: { target: `GET ${backend.origin}/b`, latencyMs: 0, status: 200 },
      status: 200,
      durationMs: 0,
    })
  })

  it('leaves an explanation of a refusal, with the values that did not agree', async () => {
    await get('/', signToken(key, { ...claims, exp: epoch - 192 }))
    assert.deepEqual(gateway.log.entries.at(-1)?.['authorizer'], {
      authorizerId: 'jwt',
      decision: 'deny',
      reason: 'expired',
      error: 'invalid_token: the token has expired',
      explanation: 'expired 3 min 12 s ago',
    })
  })
})
