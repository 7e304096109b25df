import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  epoch,
  send,
  sendRaw,
  sketchApi,
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

function assertGatewayAnswer(answer: RawAnswer, status: number, message: string): void {
  assert.equal(answer.status, status)
  assert.equal(answer.body, JSON.stringify({ message }))
  assert.equal(answer.headers['content-type'], 'application/json')
  assert.equal(answer.headers['content-length'], String(answer.body.length))
  assert.match(answer.headers['apigw-requestid'] ?? '', /^[\w-]{15}=$/)
  assert.ok(answer.headers['date'])
}

describe('stage and route', () => {
  let backend: TestBackend
  before(async () => {
    backend = await startBackend()
  })
  const serve = (routes: readonly string[], stages: readonly string[] = ['$default']) =>
    startGateway({
      routes: routes.map((routeKey) => ({ routeKey })),
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
      stages: stages.map((stageName) => ({ stageName })),
    })

  it('without a matching route the answer is 404', async () => {
    const gateway = await serve(['GET /hello'])
    assertGatewayAnswer(await send(gateway.port, 'GET /zzz'), 404, 'Not Found')
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'no route has this path')
  })

  it('a wrong method is 404, not 405', async () => {
    const gateway = await serve(['GET /a'])
    assertGatewayAnswer(await send(gateway.port, 'POST /a'), 404, 'Not Found')
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'GET /a has this path, but not the method POST')
  })

  it('without a $default stage a path outside of every stage is 404', async () => {
    const gateway = await serve(['GET /hello'], ['dev'])
    assertGatewayAnswer(await send(gateway.port, 'GET /hello'), 404, 'Not Found')
    assert.equal(
      gateway.log.entries.at(-1)?.['reason'],
      'the API has no $default stage, and the path begins with no stage (stages: dev)',
    )
  })

  it('a first segment that names a stage chooses it and is taken off', async () => {
    const gateway = await serve(['GET /hello'], ['dev', '$default'])
    assert.equal((await send(gateway.port, 'GET /dev/hello')).status, 200)
    assert.equal(gateway.log.entries.at(-1)?.['stage'], 'dev')
    assert.equal((await send(gateway.port, 'GET /hello')).status, 200)
    assert.equal(gateway.log.entries.at(-1)?.['stage'], '$default')
  })

  it('the name $default in a path is a segment like any other', async () => {
    const gateway = await serve(['GET /hello'])
    assertGatewayAnswer(await send(gateway.port, 'GET /$default/hello'), 404, 'Not Found')
  })

  it('the stage itself, with and without a slash, is its root', async () => {
    const gateway = await serve(['GET /'], ['dev'])
    for (const path of ['/dev', '/dev/', '/dev?x=1'])
      assert.equal((await send(gateway.port, `GET ${path}`)).status, 200)
  })

  it('an API that does not exist is 404', async () => {
    const gateway = await startGateway(undefined)
    assertGatewayAnswer(await send(gateway.port, 'GET /'), 404, 'Not Found')
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'there is no API a1b2c3d4e5')
  })

  it('a path-style URL serves the same API below its prefix', async () => {
    const gateway = await startGateway(
      {
        routes: [{ routeKey: '$default' }],
        integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
      },
      { pathStyle: true },
    )
    for (const [path, seen] of [
      ['/execute-api/a1b2c3d4e5', '/'],
      ['/execute-api/a1b2c3d4e5?q=1', '/?q=1'],
      ['/execute-api/a1b2c3d4e5/x%20y/', '/x%20y/'],
    ]) {
      assert.equal((await send(gateway.port, `GET ${path}`)).status, 200)
      assert.equal(backend.seen.at(-1)?.target, seen)
    }
  })

  it('a change is served when it is reloaded, and not before', async () => {
    const gateway = await serve(['GET /old'])
    assert.equal((await send(gateway.port, 'GET /old')).status, 200)
    gateway.deployed = sketchApi({
      routes: [{ routeKey: 'GET /new' }],
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    })
    assert.equal((await send(gateway.port, 'GET /new')).status, 404)
    await gateway.apis.reload('a1b2c3d4e5')
    assert.equal((await send(gateway.port, 'GET /new')).status, 200)
    assert.equal((await send(gateway.port, 'GET /old')).status, 404)
    gateway.deployed = undefined
    await gateway.apis.reload('a1b2c3d4e5')
    assert.equal((await send(gateway.port, 'GET /new')).status, 404)
  })

  it('a stage that was never deployed is 404', async () => {
    const gateway = await serve(['GET /'])
    const { stages, ...api } = sketchApi({ routes: [] })
    gateway.deployed = { ...api, stages: stages.map(({ stage }) => ({ stage })) }
    assertGatewayAnswer(await send(gateway.port, 'GET /'), 404, 'Not Found')
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'the stage $default was never deployed')
  })

  it('a route without an integration is 500', async () => {
    const gateway = await startGateway({ routes: [{ routeKey: 'GET /' }] })
    assertGatewayAnswer(await send(gateway.port, 'GET /'), 500, 'Internal Server Error')
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'the route GET / has no integration')
  })
})

describe('a request that is refused before it is routed', () => {
  let backend: TestBackend
  let gateway: TestGateway
  before(async () => {
    backend = await startBackend()
    gateway = await startGateway({
      routes: [{ routeKey: '$default' }],
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    })
  })

  it('has more than 10,240 bytes of request line and header values: 431', async () => {
    const rest = 'GET / HTTP/1.1'.length + 'api.example'.length + 'close'.length
    assert.equal((await send(gateway.port, 'GET /', [`X: ${'x'.repeat(10_240 - rest)}`])).status, 200)
    const answer = await send(gateway.port, 'GET /', [`X: ${'x'.repeat(10_241 - rest)}`])
    assertGatewayAnswer(answer, 431, 'Request Header Fields Too Large')
  })

  it('announces a body of more than 10 MB: 413', async () => {
    const answer = await send(gateway.port, 'POST /', [`Content-Length: ${10 * 1024 * 1024 + 1}`])
    assertGatewayAnswer(answer, 413, 'Request Entity Too Large')
  })

  for (const target of ['/a/../b', '/%2e%2e/b', '/%zz', '/a%2f..%5cb', '*', 'http://evil.example/a'])
    it(`asks for ${target}: 400`, async () => {
      assertGatewayAnswer(
        await send(gateway.port, `${target === '*' ? 'OPTIONS' : 'GET'} ${target}`),
        400,
        'Bad Request',
      )
    })

  it('names a transfer coding besides chunked: 400', async () => {
    const answer = await send(gateway.port, 'POST /', ['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n')
    assertGatewayAnswer(answer, 400, 'Bad Request')
  })

  it('has two Host headers: 400', async () => {
    const answer = await sendRaw(gateway.port, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n')
    assert.equal(answer.status, 400)
  })

  it('reaches no backend', () => assert.equal(backend.seen.length, 1, 'only the one that just fitted'))
})

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
    assert.deepEqual(gateway.log.entries.at(-1), {
      level: 'info',
      event: 'http-api-request',
      requestId: gateway.log.entries.at(-1)?.['requestId'],
      apiId: 'a1b2c3d4e5',
      method: 'GET',
      path: '/scoped',
      sourceIp: '127.0.0.1',
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

describe('a store that fails', () => {
  it('is a 500 that tells the client nothing, and a log entry that tells the cause', async () => {
    const gateway = await startGateway(undefined)
    gateway.apis.find = () => Promise.reject(new Error('disk on fire'))
    assertGatewayAnswer(await send(gateway.port, 'GET /'), 500, 'Internal Server Error')
    assert.equal(gateway.log.entries[0]?.event, 'http-api-failure')
  })
})
