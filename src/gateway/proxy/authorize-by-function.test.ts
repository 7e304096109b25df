import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  assertGatewayAnswer,
  send,
  startBackend,
  startGateway,
  type ApiSketch,
} from '../../../test/support/http-api.ts'
import { scriptedFunctions, type Invocation } from '../../ports/functions.ts'
import type { RequestAuthorizerRecord, RouteRecord } from '../store.ts'

const authorizerUri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:asks/invocations'
const authorizer: RequestAuthorizerRecord = {
  authorizerId: 'asks',
  name: 'asks',
  authorizerType: 'REQUEST',
  authorizerUri,
  authorizerPayloadFormatVersion: '2.0',
  enableSimpleResponses: true,
  identitySource: ['$request.header.X-Key'],
  authorizerResultTtlInSeconds: 0,
}
const apiArn = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5'

function protect(routeKey: string): Pick<RouteRecord, 'routeKey'> & Partial<RouteRecord> {
  return { routeKey, authorizationType: 'CUSTOM', authorizerId: 'asks' }
}

/** An API behind an authorizer whose function answers so. */
async function start(
  change: Partial<RequestAuthorizerRecord>,
  answer: object | (() => Invocation | object),
  more: Partial<ApiSketch> = {},
) {
  const backend = await startBackend()
  const functions = scriptedFunctions(() => {
    const given = typeof answer === 'function' ? answer() : answer
    return 'kind' in given ? (given as Invocation) : { kind: 'answer', payload: Buffer.from(JSON.stringify(given)) }
  })
  const sketch: ApiSketch = {
    routes: [protect('GET /a'), protect('GET /b/{proxy+}')],
    integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    authorizers: [{ ...authorizer, ...change }],
    ...more,
  }
  const gateway = await startGateway(sketch, { functions })
  const event = (): Record<string, unknown> => JSON.parse(String(functions.invocations.at(-1)?.event))
  const get = (path: string, ...headers: string[]) => send(gateway.port, `GET ${path}`, ['X-Key: k1', ...headers])
  return { ...gateway, backend, functions, event, get }
}

const yes = { isAuthorized: true }
const allow = (Resource: string, context?: object) => ({
  principalId: 'u1',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }] },
  ...(context && { context }),
})

describe('a REQUEST authorizer', () => {
  it('is asked within 10 seconds and lets a request through', async () => {
    const gateway = await start({}, yes)
    const { get, functions, backend, log } = gateway
    assert.equal((await get('/a')).status, 200)
    assert.equal(functions.invocations[0]?.timeoutMs, 10_000)
    assert.equal(functions.invocations[0]?.functionArn, 'arn:aws:lambda:us-east-1:123456789012:function:asks')
    assert.equal(backend.seen.length, 1)
    await gateway.settled()
    assert.deepEqual(log.entries.at(-1)?.['authorizer'], { authorizerId: 'asks', decision: 'allow' })
  })

  it('answers 401 without asking when an identity source is missing or empty (C70)', async () => {
    const { port, functions, backend, log } = await start({}, yes)
    for (const headers of [[], ['X-Key:']]) {
      const answer = await send(port, 'GET /a', headers)
      assertGatewayAnswer(answer, 401, 'Unauthorized')
      assert.equal(answer.headers['www-authenticate'], undefined)
    }
    assert.equal(functions.invocations.length + backend.seen.length, 0)
    assert.deepEqual(log.entries.at(-1)?.['authorizer'], {
      authorizerId: 'asks',
      decision: 'deny',
      reason: 'identity-missing',
      explanation: 'the request has no $request.header.X-Key',
    })
  })

  it('answers 403 when the function says no (C71)', async () => {
    const { get, backend } = await start({}, { isAuthorized: false })
    const answer = await get('/a')
    assertGatewayAnswer(answer, 403, 'Forbidden')
    assert.equal(answer.headers['www-authenticate'], undefined)
    assert.equal(backend.seen.length, 0)
  })

  for (const [what, answer] of [
    ['answers something else (C72)', { ok: true }],
    ['answers a policy where it should be simple', allow('*')],
    ['ends with an error', { kind: 'function-error', error: 'Unhandled: boom' }],
    ['takes too long', { kind: 'failure', failure: 'timeout', error: 'no answer in 10000 ms' }],
    ['cannot be invoked', { kind: 'failure', failure: 'no-endpoint', error: 'none' }],
  ] as const)
    it(`answers 500 when the function ${what}`, async () => {
      const { get, backend, log } = await start({}, answer)
      assertGatewayAnswer(await get('/a'), 500, 'Internal Server Error')
      assert.equal(backend.seen.length, 0)
      assert.equal(Object(log.entries.at(-1)?.['authorizer']).reason, 'authorizer-failed')
    })

  it('is held to its policy, by the ARN of stage, method and decoded path', async () => {
    const policies = { enableSimpleResponses: false }
    const { get, backend } = await start(policies, allow(`${apiArn}/$default/GET/b/x/*`))
    assert.equal((await get('/b/x/1')).status, 200)
    assert.equal((await get('/b/%78/1')).status, 200)
    assertGatewayAnswer(await get('/b/y/1'), 403, 'Forbidden')
    assertGatewayAnswer(await get('/a'), 403, 'Forbidden')
    assert.equal(backend.seen.length, 2)
  })

  it('reads every kind of identity source', async () => {
    const identitySource = [
      '$request.header.x-key',
      '$request.querystring.q',
      '$context.httpMethod',
      '$stageVariables.color',
    ]
    const stages = [{ stageName: '$default', stageVariables: { color: 'red' } }]
    const { get, event, functions } = await start({ identitySource }, yes, { stages })
    assert.equal((await get('/a?q=1&q=2')).status, 200)
    assert.deepEqual(event()['identitySource'], ['k1', '1,2', 'GET', 'red'])
    assertGatewayAnswer(await get('/a?Q=1'), 401, 'Unauthorized')
    assert.equal(functions.invocations.length, 1)
  })

  it('without identity sources is asked always', async () => {
    const { port, event } = await start({ identitySource: [] }, yes)
    assert.equal((await send(port, 'GET /a')).status, 200)
    assert.equal(event()['identitySource'], undefined)
  })

  it('answers 414 when the ARN has more than 1600 bytes', async () => {
    const { get, functions } = await start({}, yes)
    assert.equal((await get(`/b/${'x'.repeat(1600)}`)).status, 414)
    assert.equal(functions.invocations.length, 0)
  })
})

describe('what a REQUEST authorizer is told', () => {
  const stages = [{ stageName: 'dev', stageVariables: { color: 'red' } }]

  it('in payload format 2.0 is the request without its body', async () => {
    const { get, event } = await start({}, yes, { stages })
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
    const { get, event } = await start(change, allow('*'), { stages })
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

describe('what a REQUEST authorizer answered', () => {
  const remembering = { authorizerResultTtlInSeconds: 60 }

  it('is remembered by its identity sources for as long as its TTL, for every route', async () => {
    const { get, clock, functions } = await start(remembering, yes)
    await get('/a')
    await get('/b/1')
    assert.equal(functions.invocations.length, 1)
    await get('/a', 'X-Key: k2')
    assert.equal(functions.invocations.length, 2)
    clock.advance(59_999)
    await get('/a')
    assert.equal(functions.invocations.length, 2)
    clock.advance(1)
    await get('/a')
    assert.equal(functions.invocations.length, 3)
  })

  it('is remembered when it was no, and not when the function failed', async () => {
    let answer: Invocation | object = { kind: 'function-error', error: 'x' }
    const { get, functions } = await start(remembering, () => answer)
    assert.equal((await get('/a')).status, 500)
    answer = { isAuthorized: false }
    assert.equal((await get('/a')).status, 403)
    answer = yes
    assert.equal((await get('/a')).status, 403)
    assert.equal(functions.invocations.length, 2)
  })

  it('is evaluated for each route anew when it is a policy', async () => {
    const { get, functions } = await start({ ...remembering, enableSimpleResponses: false }, allow('*/GET/a'))
    assert.equal((await get('/a')).status, 200)
    assert.equal((await get('/b/1')).status, 403)
    assert.equal(functions.invocations.length, 1)
  })

  it('is asked for on each route when the route key is an identity source', async () => {
    const identitySource = ['$request.header.X-Key', '$context.routeKey']
    const { get, functions } = await start({ ...remembering, identitySource }, yes)
    await get('/a')
    await get('/b/1')
    await get('/b/2')
    assert.equal(functions.invocations.length, 2)
  })

  it('is forgotten when the API is taken up anew', async () => {
    const { get, apis, functions } = await start(remembering, yes)
    await get('/a')
    await apis.reload('a1b2c3d4e5')
    await get('/a')
    assert.equal(functions.invocations.length, 2)
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
    const { get, event } = await start(
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
