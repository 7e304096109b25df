import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { functionApi, functionArn, startFunction } from '../../../test/support/functions.ts'
import { assertGatewayAnswer, epoch, send } from '../../../test/support/http-api.ts'
import { createSigningKey, signToken } from '../../../test/support/token-forge.ts'

const dev = { stageName: 'dev', stageVariables: { color: 'red' } }

describe('the event of payload format 2.0', () => {
  it('of a bare request has nothing that has no value', async () => {
    const { port, event, functions } = await startFunction(functionApi('2.0'))
    const { headers } = await send(port, 'GET /', ['User-Agent: curl/8'])
    assert.deepEqual(functions.invocations[0]?.timeoutMs, 3000)
    assert.equal(functions.invocations[0]?.functionArn, functionArn)
    const requestId = headers['apigw-requestid']
    const trace = Object(event()['headers'])['x-amzn-trace-id']
    assert.match(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
    assert.equal(
      functions.invocations[0]?.event.toString(),
      `{"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"",` +
        `"headers":{"content-length":"0","host":"api.example","user-agent":"curl/8","x-amzn-trace-id":"${trace}",` +
        `"x-forwarded-for":"127.0.0.1","x-forwarded-port":"80","x-forwarded-proto":"http"},` +
        `"requestContext":{"accountId":"123456789012","apiId":"a1b2c3d4e5","domainName":"api.example",` +
        `"domainPrefix":"api","http":{"method":"GET","path":"/","protocol":"HTTP/1.1","sourceIp":"127.0.0.1",` +
        `"userAgent":"curl/8"},"requestId":"${requestId}","routeKey":"$default","stage":"$default",` +
        `"time":"22/Nov/2026:12:00:00 +0000","timeEpoch":1795348800000},"isBase64Encoded":false}`,
    )
  })

  it('has cookies of their own, joined values and a decoded path with the stage in it (C54)', async () => {
    const { port, event } = await startFunction(functionApi('2.0', 'POST /a/{name}/{rest+}', { stages: [dev] }))
    await send(
      port,
      'POST /dev/a/x%20y/%C3%BC/z?t=1&t=2&q=a+b%2Bc&empty',
      ['Cookie: a=1; b=2', 'X-Many: 1', 'x-many: 2', 'Content-Type: application/json', 'Content-Length: 7'],
      '{"a":1}',
    )
    const { requestContext, headers, ...rest } = event()
    assert.deepEqual(rest, {
      version: '2.0',
      routeKey: 'POST /a/{name}/{rest+}',
      rawPath: '/dev/a/x y/ü/z',
      rawQueryString: 't=1&t=2&q=a+b%2Bc&empty',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { t: '1,2', q: 'a b+c', empty: '' },
      body: '{"a":1}',
      pathParameters: { name: 'x y', rest: 'ü/z' },
      isBase64Encoded: false,
      stageVariables: { color: 'red' },
    })
    assert.equal(Object(headers)['x-many'], '1,2')
    assert.equal(Object(headers)['cookie'], undefined)
    assert.equal(Object(requestContext).stage, 'dev')
    assert.equal(Object(requestContext).http.path, '/dev/a/x y/ü/z')
  })

  it("adds this hop to the client's x-forwarded-for and trace id, and replaces what clients could forge", async () => {
    const { port, event } = await startFunction(functionApi('2.0'))
    await send(port, 'GET /', [
      'X-Forwarded-For: 192.0.2.1',
      'X-Forwarded-Proto: gopher',
      'X-Amzn-Trace-Id: Root=1-00000000-000000000000000000000000',
    ])
    const headers = Object(event()['headers'])
    assert.equal(headers['x-forwarded-for'], '192.0.2.1, 127.0.0.1')
    assert.equal(headers['x-forwarded-proto'], 'http')
    assert.match(headers['x-amzn-trace-id'], /^Self=1-[0-9a-f-]+;Root=1-00000000-0{24}$/)
    assert.equal(headers['connection'], undefined)
  })

  for (const [type, bytes, body, isBase64Encoded] of [
    ['application/octet-stream', 'abc', 'YWJj', true],
    ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
    ['text/css; charset=utf-8', 'p{}', 'p{}', false],
    ['APPLICATION/XML', '<a/>', '<a/>', false],
    ['application/json', '\xff\x00', '/wA=', true],
    [undefined, 'abc', 'YWJj', true],
  ] as const)
    it(`has a body of the type ${type ?? 'nobody named'} as ${isBase64Encoded ? 'base64' : 'text'}`, async () => {
      const { port, event } = await startFunction(functionApi('2.0'))
      const headers = type === undefined ? [] : [`Content-Type: ${type}`]
      await send(port, 'POST /', [...headers, `Content-Length: ${bytes.length}`], bytes)
      assert.equal(event()['body'], body)
      assert.equal(event()['isBase64Encoded'], isBase64Encoded)
    })

  it('has the body of a compressed text as base64', async () => {
    const { port, event } = await startFunction(functionApi('2.0'))
    await send(port, 'POST /', ['Content-Type: text/plain', 'Content-Encoding: gzip', 'Content-Length: 3'], 'abc')
    assert.equal(event()['body'], 'YWJj')
  })

  it('names the API itself as the domain when the host does not', async () => {
    const { port, event } = await startFunction(functionApi('2.0'), '{}', { pathStyle: true })
    await send(port, 'GET /execute-api/a1b2c3d4e5/a')
    assert.equal(event()['rawPath'], '/a')
    assert.equal(Object(event()['requestContext']).domainName, 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com')
    assert.equal(Object(event()['requestContext']).domainPrefix, 'a1b2c3d4e5')
  })
})

describe('the event of payload format 1.0', () => {
  it('of a bare request has null for what has no value', async () => {
    const { port, event, functions } = await startFunction(functionApi('1.0'), { statusCode: 200 })
    const { headers } = await send(port, 'GET /', ['user-agent: curl/8', 'accept: */*'])
    const requestId = headers['apigw-requestid']
    const trace = Object(event()['headers'])['X-Amzn-Trace-Id']
    const single = [
      ['Content-Length', '0'],
      ['Host', 'api.example'],
      ['User-Agent', 'curl/8'],
      ['X-Amzn-Trace-Id', trace],
      ['X-Forwarded-For', '127.0.0.1'],
      ['X-Forwarded-Port', '80'],
      ['X-Forwarded-Proto', 'http'],
      ['accept', '*/*'],
    ] as const
    assert.equal(
      functions.invocations[0]?.event.toString(),
      `{"version":"1.0","resource":"$default","path":"/","httpMethod":"GET",` +
        `"headers":{${single.map(([name, value]) => `"${name}":"${value}"`).join(',')}},` +
        `"multiValueHeaders":{${single.map(([name, value]) => `"${name}":["${value}"]`).join(',')}},` +
        `"queryStringParameters":null,"multiValueQueryStringParameters":null,` +
        `"requestContext":{"accountId":"123456789012","apiId":"a1b2c3d4e5",` +
        `"authorizer":{"claims":null,"scopes":null},"domainName":"api.example","domainPrefix":"api",` +
        `"extendedRequestId":"${requestId}","httpMethod":"GET","identity":{"accessKey":null,"accountId":null,` +
        `"caller":null,"cognitoAmr":null,"cognitoAuthenticationProvider":null,"cognitoAuthenticationType":null,` +
        `"cognitoIdentityId":null,"cognitoIdentityPoolId":null,"principalOrgId":null,"sourceIp":"127.0.0.1",` +
        `"user":null,"userAgent":"curl/8","userArn":null},"path":"/","protocol":"HTTP/1.1",` +
        `"requestId":"${requestId}","requestTime":"22/Nov/2026:12:00:00 +0000","requestTimeEpoch":1795348800000,` +
        `"resourceId":"$default","resourcePath":"$default","stage":"$default"},"pathParameters":null,` +
        `"stageVariables":null,"body":null,"isBase64Encoded":false}`,
    )
  })

  it('has the last value beside all of them, the path as it came and cookies in a header (C55)', async () => {
    const sketch = functionApi('1.0', 'GET /a/{name}', { stages: [dev] })
    const { port, event } = await startFunction(sketch, { statusCode: 200 })
    await send(port, 'GET /dev/a/x%20%c3%bc?t=1&t=2', ['Cookie: a=1; b=2', 'X-Many: 1', 'x-many: 2'])
    const { headers, multiValueHeaders, requestContext, ...rest } = event()
    assert.deepEqual(rest, {
      version: '1.0',
      resource: '/a/{name}',
      path: '/dev/a/x%20%C3%BC',
      httpMethod: 'GET',
      queryStringParameters: { t: '2' },
      multiValueQueryStringParameters: { t: ['1', '2'] },
      pathParameters: { name: 'x ü' },
      stageVariables: { color: 'red' },
      body: null,
      isBase64Encoded: false,
    })
    assert.equal(Object(headers)['Cookie'], 'a=1; b=2')
    assert.equal(Object(headers)['X-Many'], '2')
    assert.deepEqual(Object(multiValueHeaders)['X-Many'], ['1', '2'])
    assert.equal(Object(requestContext).path, '/dev/a/x ü')
    assert.equal(Object(requestContext).resourceId, 'GET /a/{name}')
    assert.equal(Object(requestContext).resourcePath, '/a/{name}')
  })
})

describe('a function behind a JWT authorizer', () => {
  const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
  const key = createSigningKey('k1')
  const issuers = {
    isLocalForm: () => true,
    findLocal: async () => ({ issuers: [issuer], keys: async () => [{ ...key.jwk, kid: 'k1' }] }),
  }
  const token = signToken(key, {
    iss: issuer,
    client_id: 'app',
    exp: epoch + 3600,
    scope: 'a/read a/write',
    email_verified: true,
    'cognito:groups': ['admin', 'user'],
  })
  const claims = {
    iss: issuer,
    client_id: 'app',
    exp: String(epoch + 3600),
    scope: 'a/read a/write',
    email_verified: 'true',
    'cognito:groups': '[admin user]',
  }
  const authorizers = [{ authorizerId: 'jwt', jwtConfiguration: { issuer, audience: ['app'] } }]
  const authorizerOf = async (version: '1.0' | '2.0', authorizationScopes?: string[]) => {
    const route = { routeKey: 'GET /', authorizerId: 'jwt', ...(authorizationScopes && { authorizationScopes }) }
    const sketch = functionApi(version, 'GET /', { authorizers, routes: [route] })
    const { port, event } = await startFunction(sketch, { statusCode: 200 }, { issuers })
    await send(port, 'GET /', [`Authorization: Bearer ${token}`])
    return Object(event()['requestContext']).authorizer
  }

  it('gets every claim as a text, and null for the scopes of a route that asks for none (C34, C35)', async () => {
    assert.deepEqual(await authorizerOf('2.0'), { jwt: { claims, scopes: null } })
  })

  it('gets every scope of the token when the route asks for one', async () => {
    assert.deepEqual(await authorizerOf('2.0', ['a/read']), { jwt: { claims, scopes: ['a/read', 'a/write'] } })
  })

  it('gets the claims without a jwt level in payload format 1.0 (C36)', async () => {
    assert.deepEqual(await authorizerOf('1.0', ['a/read']), { claims, scopes: ['a/read', 'a/write'] })
  })

  it('is not invoked without a token', async () => {
    const sketch = functionApi('2.0', 'GET /', { authorizers, routes: [{ routeKey: 'GET /', authorizerId: 'jwt' }] })
    const { port, functions } = await startFunction(sketch, '{}', { issuers })
    assertGatewayAnswer(await send(port, 'GET /'), 401, 'Unauthorized')
    assert.equal(functions.invocations.length, 0)
  })
})
