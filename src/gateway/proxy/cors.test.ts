import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  assertGatewayAnswer,
  send,
  startBackend,
  startGateway,
  type ApiSketch,
  type RawAnswer,
  type TestBackend,
} from '../../../test/support/http-api.ts'

const shop = 'https://shop.example'
const cors = {
  allowOrigins: [shop, 'http://localhost:3000'],
  allowMethods: ['GET', 'PUT'],
  allowHeaders: ['authorization', 'x-a'],
  exposeHeaders: ['x-b', 'x-c'],
  maxAge: 300,
}
const asking = (origin: string) => [`Origin: ${origin}`, 'Access-Control-Request-Method: PUT']

/** The headers of the CORS protocol that an answer has, and `vary`. */
function corsOf({ headers }: RawAnswer): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name)))
}

let backend: TestBackend
before(async () => {
  backend = await startBackend((response) => {
    response.setHeader('access-control-allow-origin', 'https://backend.example')
    response.setHeader('Access-Control-Max-Age', '1')
    response.setHeader('x-b', '1')
    response.end('hello')
  })
})
const serve = (routeKey: string, more: Partial<ApiSketch> = { corsConfiguration: cors }) =>
  startGateway({
    routes: [{ routeKey }],
    integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    ...more,
  })

describe('a preflight request', () => {
  it('is answered with 204 and the configured lists when no route serves OPTIONS', async () => {
    const gateway = await serve('PUT /a')
    const answer = await send(gateway.port, 'OPTIONS /a', asking(shop))
    assert.equal(answer.status, 204)
    assert.equal(answer.body, '')
    assert.equal(answer.headers['content-length'], undefined)
    assert.match(answer.headers['apigw-requestid'] ?? '', /^[\w-]{15}=$/)
    assert.deepEqual(corsOf(answer), {
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'authorization,x-a',
      'access-control-max-age': '300',
      vary: 'Origin',
    })
    assert.equal(backend.seen.length, 0)
  })

  it('from an origin that is not allowed is answered without headers of the protocol', async () => {
    const gateway = await serve('PUT /a')
    for (const origin of ['https://evil.example', `${shop}.evil.example`, `${shop}:8443`, 'null', ''])
      assert.deepEqual(corsOf(await send(gateway.port, 'OPTIONS /a', asking(origin))), {})
    assert.equal((await send(gateway.port, 'OPTIONS /a', asking('null'))).status, 204)
  })

  it('with two origins is answered without headers of the protocol', async () => {
    const gateway = await serve('PUT /a')
    const answer = await send(gateway.port, 'OPTIONS /a', [`Origin: ${shop}`, ...asking('http://localhost:3000')])
    assert.deepEqual(corsOf(answer), {})
  })

  it('without Origin, or without the method it asks for, is a request like any other', async () => {
    const gateway = await serve('PUT /a')
    for (const headers of [[], [`Origin: ${shop}`], ['Access-Control-Request-Method: PUT']]) {
      const answer = await send(gateway.port, 'OPTIONS /a', headers)
      assertGatewayAnswer(answer, 404, 'Not Found')
      assert.deepEqual(corsOf(answer), {})
    }
  })

  it('without a CORS configuration is a request like any other', async () => {
    const gateway = await serve('PUT /a', {})
    assertGatewayAnswer(await send(gateway.port, 'OPTIONS /a', asking(shop)), 404, 'Not Found')
  })

  for (const routeKey of ['$default', 'ANY /a', 'OPTIONS /{proxy+}'])
    it(`goes to the route ${routeKey}, whose authorizer refuses it`, async () => {
      const jwtConfiguration = { issuer: 'https://idp.example/', audience: ['app'] }
      const gateway = await serve(routeKey, {
        corsConfiguration: cors,
        routes: [{ routeKey, authorizerId: 'jwt' }],
        authorizers: [{ authorizerId: 'jwt', jwtConfiguration }],
      })
      assertGatewayAnswer(await send(gateway.port, 'OPTIONS /a', asking(shop)), 401, 'Unauthorized')
    })

  it('that a route serves gets the configured headers on the answer of the backend', async () => {
    const gateway = await serve('OPTIONS /{proxy+}')
    const answer = await send(gateway.port, 'OPTIONS /a', asking(shop))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['access-control-allow-methods'], 'GET,PUT')
    assert.equal(answer.headers['access-control-max-age'], '300')
  })

  it('on a named stage is answered below it', async () => {
    const gateway = await serve('PUT /a', { corsConfiguration: cors, stages: [{ stageName: 'dev' }] })
    assert.equal((await send(gateway.port, 'OPTIONS /dev/a', asking(shop))).status, 204)
    assert.equal((await send(gateway.port, 'OPTIONS /a', asking(shop))).status, 404)
  })
})

describe('the answer to a request from another origin', () => {
  it("has the configured headers in place of the backend's", async () => {
    const gateway = await serve('GET /a')
    const answer = await send(gateway.port, 'GET /a', [`Origin: ${shop}`])
    assert.equal(answer.body, 'hello')
    assert.equal(answer.headers['x-b'], '1')
    assert.deepEqual(corsOf(answer), {
      'access-control-allow-origin': shop,
      'access-control-expose-headers': 'x-b,x-c',
      vary: 'Origin',
    })
  })

  it('has no headers of the protocol without Origin, or for an origin that is not allowed', async () => {
    const gateway = await serve('GET /a')
    for (const headers of [[], ['Origin: https://evil.example']]) {
      const answer = await send(gateway.port, 'GET /a', headers)
      assert.equal(answer.body, 'hello')
      assert.deepEqual(corsOf(answer), {})
    }
  })

  it('keeps those of the backend when the API has no CORS configuration', async () => {
    const gateway = await serve('GET /a', {})
    const answer = await send(gateway.port, 'GET /a', [`Origin: ${shop}`])
    assert.deepEqual(corsOf(answer), {
      'access-control-allow-origin': 'https://backend.example',
      'access-control-max-age': '1',
    })
  })

  it('has them on refusals of the gateway, too', async () => {
    const gateway = await serve('GET /a')
    const answer = await send(gateway.port, 'GET /zzz', [`Origin: ${shop}`])
    assertGatewayAnswer(answer, 404, 'Not Found')
    assert.equal(answer.headers['access-control-allow-origin'], shop)
  })

  it('allows everybody with *, and then names no origin', async () => {
    const gateway = await serve('GET /a', { corsConfiguration: { allowOrigins: ['*'], allowMethods: ['*'] } })
    const answer = await send(gateway.port, 'GET /a', ['Origin: null'])
    assert.deepEqual(corsOf(answer), { 'access-control-allow-origin': '*' })
  })

  it('allows every origin of a scheme, and names it', async () => {
    const gateway = await serve('GET /a', {
      corsConfiguration: { allowOrigins: ['https://*'], allowCredentials: true },
    })
    assert.deepEqual(corsOf(await send(gateway.port, 'GET /a', ['Origin: https://any.example:8443'])), {
      'access-control-allow-origin': 'https://any.example:8443',
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    })
    assert.deepEqual(corsOf(await send(gateway.port, 'GET /a', ['Origin: http://any.example'])), {})
  })
})
