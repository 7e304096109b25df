import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import type { CreateAuthorizerCommandInput } from '@aws-sdk/client-apigatewayv2'
import { assertGatewayAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { type Issuer, now, startIssuer } from '../../support/issuer.ts'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { openPoolgate, type OpenPoolgate, type ServedApi } from '../../support/poolgate.ts'

interface Event extends Record<string, unknown> {
  readonly requestContext: { readonly authorizer?: Record<string, unknown>; readonly http?: Record<string, unknown> }
}

describe('Lambda functions behind an HTTP API', () => {
  let poolgate: OpenPoolgate
  let issuer: Issuer
  let backend: TestBackend
  let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>
  /** One API for both payload formats: routes below /1 have format 1.0. */
  let api: ServedApi
  before(async () => {
    issuer = await startIssuer()
    backend = await startBackend()
    lambda = await startLambdaEndpoint()
    poolgate = await openPoolgate({ lambdaEndpoint: lambda.url })
    const [two, one] = [{ to: lambda.arn('serves') }, { PayloadFormatVersion: '1.0' }]
    const guarded = { ...two, authorizer: 'users' }
    api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: {
        $default: two,
        'GET /claims': guarded,
        'GET /scoped': { ...guarded, AuthorizationScopes: ['a/read', 'a/write'] },
        'GET /1/claims': { ...guarded, integration: one },
        'ANY /1/{proxy+}': { ...two, integration: one },
      },
    })
  })
  beforeEach(() => {
    lambda.answers.clear()
    lambda.invocations.splice(0)
  })

  const event = () => lambda.event() as Event
  const authorizer = () => event().requestContext.authorizer as { jwt: { claims: object; scopes: unknown } }
  /** Answers every function's invocation so, and asks. */
  const answering = (text: string, path = '/') => {
    lambda.answers.set('serves', text)
    return api.send(`GET ${path}`)
  }
  const withToken = (change: object, path: string) =>
    api.send(`GET ${path}`, [`Authorization: Bearer ${issuer.token(change)}`])

  it('C20 get every scope of the token on a route with scopes', async () => {
    await withToken({ scope: 'openid a/write' }, '/scoped')
    assert.deepEqual(authorizer().jwt.scopes, ['openid', 'a/write'])
  })

  it('C34 get every claim as a text', async () => {
    const claims = { exp: now + 3600, email_verified: true, 'cognito:groups': ['admin', 'user'] }
    await withToken(claims, '/claims')
    const expected = { exp: String(now + 3600), email_verified: 'true', 'cognito:groups': '[admin user]' }
    assert.deepEqual({ ...authorizer().jwt.claims, ...expected }, authorizer().jwt.claims)
  })

  it('C35 get no scopes on a route without, though the claim stays', async () => {
    await withToken({ scope: 'a/read a/write' }, '/claims')
    assert.equal(authorizer().jwt.scopes, null)
    assert.equal(Reflect.get(authorizer().jwt.claims, 'scope'), 'a/read a/write')
  })

  it('C36 get the claims in format 1.0 without the level jwt', async () => {
    await withToken({}, '/1/claims')
    const given = event().requestContext.authorizer ?? {}
    assert.deepEqual(Object.keys(given).toSorted(), ['claims', 'scopes'])
    assert.equal(Reflect.get(Object(given['claims']), 'sub'), 'u1')
    assert.equal(given['scopes'], null)
  })

  for (const [id, what, answered, body] of [
    ['C47', 'a text', '"hi"', 'hi'],
    ['C48', 'an object without statusCode', '{"a": 1}', '{"a": 1}'],
  ] as const)
    it(`${id} answer 200 with ${what}`, async () => {
      const answer = await answering(answered)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'application/json')
      assert.equal(answer.body, body)
    })

  it('C49 answer with their status, as plain text unless they say otherwise', async () => {
    const answer = await answering('{"statusCode":201,"body":"x"}')
    assert.equal(answer.status, 201)
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(answer.body, 'x')
  })

  it('C50 are a 500 with a status that is none', async () => {
    for (const statusCode of ['0', '200.5'])
      assertGatewayAnswer(await answering(`{"statusCode":${statusCode}}`), 500, 'Internal Server Error')
  })

  it('C51 are a 500 in format 1.0 when they answer no JSON', async () => {
    for (const text of ['{"name": "John Doe", "age":', 'hello'])
      assertGatewayAnswer(await answering(text, '/1/x'), 500, 'Internal Server Error')
  })

  it('C52 set every cookie in a header of its own', async () => {
    const { head } = await answering('{"statusCode":200,"cookies":["a=1","b=2"]}')
    assert.deepEqual(
      head.match(/^set-cookie: .*$/gim)?.map((line) => line.slice(12)),
      ['a=1', 'b=2'],
    )
  })

  it('C53 answer bytes when they say that the body is base64', async () => {
    const bytes = Buffer.from([0, 1, 0xfe, 0xff])
    const answer = await answering(
      JSON.stringify({ isBase64Encoded: true, body: bytes.toString('base64'), statusCode: 200 }),
    )
    assert.equal(answer.body, bytes.toString('latin1'))
    assert.equal(answer.headers['content-length'], '4')
  })

  it('C54 get cookies apart, the path decoded and the query both ways', async () => {
    await api.send('GET /a%20b?t=1&t=2', ['Cookie: a=1; b=2'])
    const { cookies, queryStringParameters, rawPath, rawQueryString, headers, requestContext } = event()
    assert.deepEqual(cookies, ['a=1', 'b=2'])
    assert.equal(Reflect.get(Object(headers), 'cookie'), undefined)
    assert.deepEqual(queryStringParameters, { t: '1,2' })
    assert.equal(rawPath, '/a b')
    assert.equal(requestContext.http?.['path'], '/a b')
    assert.equal(rawQueryString, 't=1&t=2')
  })

  it('C55 get the last query value in format 1.0 beside all of them, and the path as it came', async () => {
    await api.send('GET /1/a%20b?t=1&t=2', ['Cookie: a=1; b=2'])
    const { queryStringParameters, multiValueQueryStringParameters, path, headers } = event()
    assert.deepEqual(queryStringParameters, { t: '2' })
    assert.deepEqual(multiValueQueryStringParameters, { t: ['1', '2'] })
    assert.equal(path, '/1/a%20b')
    assert.equal(Reflect.get(Object(headers), 'Cookie') ?? Reflect.get(Object(headers), 'cookie'), 'a=1; b=2')
  })

  it('C56 get binary bodies as base64', async () => {
    const body = '\x00\x01\xfe\xff'
    await api.send('POST /', ['Content-Type: application/octet-stream', `Content-Length: ${body.length}`], body)
    assert.equal(event()['isBase64Encoded'], true)
    assert.equal(event()['body'], Buffer.from(body, 'latin1').toString('base64'))
  })

  describe('that authorize', () => {
    let guarded: ServedApi
    before(async () => {
      const asks: Partial<CreateAuthorizerCommandInput> = {
        AuthorizerType: 'REQUEST',
        IdentitySource: ['$request.header.X-Key'],
        AuthorizerUri: lambda.authorizerUri('asks'),
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: 0,
      }
      guarded = await poolgate.create({
        authorizers: { asks },
        routes: { 'GET /': { to: backend.origin, authorizer: 'asks' } },
      })
    })
    beforeEach(() => void backend.seen.splice(0))

    it('C70 are not invoked without the identity source', async () => {
      assertGatewayAnswer(await guarded.send('GET /'), 401, 'Unauthorized')
      assert.deepEqual(lambda.invocations, [])
      assert.deepEqual(backend.seen, [])
    })

    it('C71 forbid', async () => {
      lambda.answers.set('asks', '{"isAuthorized":false}')
      assertGatewayAnswer(await guarded.send('GET /', ['X-Key: k']), 403, 'Forbidden')
      assert.equal(lambda.invocations.length, 1)
      assert.deepEqual(backend.seen, [])
      lambda.answers.set('asks', '{"isAuthorized":true}')
      assert.equal((await guarded.send('GET /', ['X-Key: k'])).status, 200)
      assert.equal(backend.seen.length, 1)
    })

    it('C72 are a 500 when they answer anything else', async () => {
      for (const text of ['{}', '{"isAuthorized":"true"}', '[]', 'null', 'nonsense', '{"isAuthorized":1}']) {
        lambda.answers.set('asks', text)
        assertGatewayAnswer(await guarded.send('GET /', ['X-Key: k']), 500, 'Internal Server Error')
      }
      assert.deepEqual(backend.seen, [])
    })
  })
})
