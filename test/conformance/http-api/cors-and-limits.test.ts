import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import { assertGatewayAnswer, type RawAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { startIssuer } from '../../support/issuer.ts'
import { openPoolgate, type OpenPoolgate, type ServedApi } from '../../support/poolgate.ts'

const CorsConfiguration = {
  AllowOrigins: ['https://shop.example.com'],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['authorization', 'x-key'],
  ExposeHeaders: ['x-total'],
  MaxAge: 300,
}
const origin = 'Origin: https://shop.example.com'
const preflight = [origin, 'Access-Control-Request-Method: GET', 'Access-Control-Request-Headers: authorization']

function corsHeadersOf({ headers }: RawAnswer): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
}

describe('CORS', () => {
  let poolgate: OpenPoolgate
  let backend: TestBackend
  let api: ServedApi
  before(async () => {
    backend = await startBackend((response) => {
      response.writeHead(200, { 'access-control-allow-origin': 'x', 'access-control-allow-methods': 'TRACE' }).end()
    })
    poolgate = await openPoolgate()
    api = await poolgate.create({ api: { CorsConfiguration }, routes: { 'GET /a': { to: backend.origin } } })
  })
  beforeEach(() => void backend.seen.splice(0))

  it('C57 answers a preflight request without a route for it', async () => {
    const answer = await api.send('OPTIONS /a', preflight)
    assert.equal(answer.status, 204)
    assert.equal(answer.body, '')
    assert.deepEqual(corsHeadersOf(answer), {
      'access-control-allow-origin': 'https://shop.example.com',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,x-key',
      'access-control-max-age': '300',
    })
    assert.match(answer.headers['apigw-requestid'] ?? '', /^.{15}=$/)
    assert.deepEqual(backend.seen, [])
  })

  it('C58 says nothing to a request that is not from a page', async () => {
    for (const headers of [[], ['Access-Control-Request-Method: GET']])
      assert.deepEqual(corsHeadersOf(await api.send('OPTIONS /a', headers)), {})
    assert.deepEqual(corsHeadersOf(await api.send('GET /a')), {})
  })

  it('C59 leaves a preflight request to a $default route, whose authorizer has no token', async () => {
    const issuer = await startIssuer()
    const guarded = await poolgate.create({
      api: { CorsConfiguration },
      authorizers: { users: issuer.authorizer },
      routes: { $default: { to: backend.origin, authorizer: 'users' } },
    })
    const answer = await guarded.send('OPTIONS /a', preflight)
    assertGatewayAnswer(answer, 401, 'Unauthorized')
    assert.equal(answer.headers['www-authenticate'], 'Bearer')
    assert.deepEqual(backend.seen, [])
  })

  it('C60 replaces what the backend says of it', async () => {
    assert.deepEqual(corsHeadersOf(await api.send('GET /a', [origin])), {
      'access-control-allow-origin': 'https://shop.example.com',
      'access-control-expose-headers': 'x-total',
    })
    assert.deepEqual(corsHeadersOf(await api.send('GET /a')), {})
  })
})

describe('throttling', () => {
  it('C62 lets through a burst and then the rate', async () => {
    const backend = await startBackend()
    const poolgate = await openPoolgate()
    const limits = { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 }
    const api = await poolgate.create({
      routes: { $default: { to: backend.origin } },
      stages: { $default: { DefaultRouteSettings: limits } },
    })
    const answers = []
    for (let count = 0; count < 5; count++) answers.push(await api.send('GET /'))
    const [first, ...others] = answers
    assert.equal(first?.status, 200)
    for (const answer of others) assertGatewayAnswer(answer, 429, 'Too Many Requests')
    poolgate.clock.advance(1000)
    assert.equal((await api.send('GET /')).status, 200)
    assert.equal(backend.seen.length, 2)
  })
})
