import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allow, apiArn, startAuthorizer, yes } from '../../../test/support/functions.ts'

describe('what a REQUEST authorizer is told', () => {
  const stages = [{ stageName: 'dev', stageVariables: { color: 'red' } }]

  it('in payload format 2.0 is the request without its body', async () => {
    const { get, event } = await startAuthorizer({}, yes, { stages })
    await get('/dev/b/x%20y?t=1&t=2', 'Cookie: a=1; b=2')
    const { headers, requestContext, ...rest } = event()
    assert.deepEqual(rest, {
      version: '2.0',
      type: 'REQUEST',
      routeArn: `${apiArn}/dev/GET/b/x y`,
      identitySource: ['k1'],
      routeKey: 'GET /b/{proxy+}',
      rawPath: '/dev/b/x y',
      rawQueryString: 't=1&t=2',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { t: '1,2' },
      pathParameters: { proxy: 'x y' },
      stageVariables: { color: 'red' },
    })
    assert.equal(Object(headers)['x-key'], 'k1')
    const { http, requestId, ...context } = Object(requestContext)
    assert.equal(http.method, 'GET')
    assert.match(requestId, /^[\w-]{15}=$/)
    assert.deepEqual(context, {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: 'api.example',
      domainPrefix: 'api',
      routeKey: 'GET /b/{proxy+}',
      stage: 'dev',
      time: '22/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_348_800_000,
    })
  })

  it('in payload format 1.0 has single values and the identity joined', async () => {
    const change = {
      authorizerPayloadFormatVersion: '1.0',
      enableSimpleResponses: false,
      identitySource: ['$request.header.X-Key', '$request.querystring.t'],
    } as const
    const { get, event } = await startAuthorizer(change, allow('*'), { stages })
    assert.equal((await get('/dev/b/x%20y?t=1')).status, 200)
    const { headers, requestContext, ...rest } = event()
    assert.deepEqual(rest, {
      version: '1.0',
      type: 'REQUEST',
      methodArn: `${apiArn}/dev/GET/b/x y`,
      identitySource: 'k1,1',
      authorizationToken: 'k1,1',
      resource: '/b/{proxy+}',
      path: '/dev/b/x%20y',
      httpMethod: 'GET',
      queryStringParameters: { t: '1' },
      pathParameters: { proxy: 'x y' },
      stageVariables: { color: 'red' },
    })
    assert.equal(Object(headers)['X-Key'], 'k1')
    const { identity, requestId, ...context } = Object(requestContext)
    assert.equal(identity.sourceIp, '127.0.0.1')
    assert.match(requestId, /^[\w-]{15}=$/)
    assert.deepEqual(context, {
      path: '/dev/b/x y',
      accountId: '123456789012',
      resourceId: 'GET /b/{proxy+}',
      stage: 'dev',
      resourcePath: '/b/{proxy+}',
      httpMethod: 'GET',
      apiId: 'a1b2c3d4e5',
    })
  })
})

describe('what a REQUEST authorizer without identity sources is told', () => {
  it('in payload format 1.0 has null for them', async () => {
    const change = { authorizerPayloadFormatVersion: '1.0', enableSimpleResponses: false, identitySource: [] } as const
    const { get, event } = await startAuthorizer(change, allow('*'))
    assert.equal((await get('/a')).status, 200)
    assert.deepEqual([event()['identitySource'], event()['authorizationToken']], [null, null])
  })
})

describe('the context of a REQUEST authorizer', () => {
  const context = { tenant: 't1', level: 3 }
  const authorizerOf = async (payloadFormatVersion: '1.0' | '2.0', simple: boolean, given?: object) => {
    const integration = {
      integrationId: 'backend',
      integrationType: 'AWS_PROXY' as const,
      integrationUri: 'arn:aws:lambda:us-east-1:123456789012:function:serves',
      payloadFormatVersion,
    }
    const answer = simple ? { ...yes, ...(given && { context: given }) } : allow('*', given)
    // The same payload is an answer of the authorizer and of the integration.
    const { get, event } = await startAuthorizer(
      { enableSimpleResponses: simple },
      { statusCode: 200, ...answer },
      {
        integrations: [integration],
      },
    )
    assert.equal((await get('/a')).status, 200)
    return Object(event()['requestContext']).authorizer
  }

  it('reaches functions below lambda in payload format 2.0', async () => {
    assert.deepEqual(await authorizerOf('2.0', true, context), { lambda: context })
    assert.deepEqual(await authorizerOf('2.0', true), { lambda: null })
  })

  it('reaches functions beside the principal in payload format 1.0', async () => {
    assert.deepEqual(await authorizerOf('1.0', false, context), { ...context, principalId: 'u1' })
    assert.deepEqual(await authorizerOf('1.0', true, context), context)
  })
})
