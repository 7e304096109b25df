import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allow, apiArn, startAuthorizer, yes } from '../../../test/support/functions.ts'
import { assertGatewayAnswer, send } from '../../../test/support/http-api.ts'
import type { Invocation } from '../../ports/functions.ts'

describe('a REQUEST authorizer', () => {
  it('is asked within 10 seconds and lets a request through', async () => {
    const gateway = await startAuthorizer({}, yes)
    const { get, functions, backend, log } = gateway
    assert.equal((await get('/a')).status, 200)
    assert.equal(functions.invocations[0]?.timeoutMs, 10_000)
    assert.equal(functions.invocations[0]?.functionArn, 'arn:aws:lambda:us-east-1:123456789012:function:asks')
    assert.equal(backend.seen.length, 1)
    await gateway.settled()
    assert.deepEqual(log.entries.at(-1)?.['authorizer'], { authorizerId: 'asks', decision: 'allow' })
  })

  it('answers 401 without asking when an identity source is missing or empty (C70)', async () => {
    const { port, functions, backend, log } = await startAuthorizer({}, yes)
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
    const { get, backend } = await startAuthorizer({}, { isAuthorized: false })
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
      const { get, backend, log } = await startAuthorizer({}, answer)
      assertGatewayAnswer(await get('/a'), 500, 'Internal Server Error')
      assert.equal(backend.seen.length, 0)
      assert.equal(Object(log.entries.at(-1)?.['authorizer']).reason, 'authorizer-failed')
    })

  it('is held to its policy, by the ARN of stage, method and decoded path', async () => {
    const policies = { enableSimpleResponses: false }
    const { get, backend } = await startAuthorizer(policies, allow(`${apiArn}/$default/GET/b/x/*`))
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
    const { get, event, functions } = await startAuthorizer({ identitySource }, yes, { stages })
    assert.equal((await get('/a?q=1&q=2')).status, 200)
    assert.deepEqual(event()['identitySource'], ['k1', '1,2', 'GET', 'red'])
    assertGatewayAnswer(await get('/a?Q=1'), 401, 'Unauthorized')
    assert.equal(functions.invocations.length, 1)
  })

  it('without identity sources is asked always', async () => {
    const { port, event } = await startAuthorizer({ identitySource: [] }, yes)
    assert.equal((await send(port, 'GET /a')).status, 200)
    assert.equal(event()['identitySource'], undefined)
  })

  for (const source of ['$request.body.key', '$context.unknown', '$stageVariables.missing', 'X-Key'])
    it(`lets nobody pass whose identity cannot be read from ${source}`, async () => {
      const { get, functions, backend } = await startAuthorizer({ identitySource: [source] }, yes)
      assertGatewayAnswer(await get('/a'), 401, 'Unauthorized')
      assert.equal(functions.invocations.length + backend.seen.length, 0)
    })

  it('answers 500 when the stage lacks the variable that names the function', async () => {
    const authorizerUri = 'arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}'
    const { get, functions, log } = await startAuthorizer({ authorizerUri }, yes)
    assertGatewayAnswer(await get('/a'), 500, 'Internal Server Error')
    assert.equal(Object(log.entries.at(-1)?.['authorizer']).explanation, 'the stage has no variable fn')
    assert.equal(functions.invocations.length, 0)
  })

  it('answers 414 when the ARN has more than 1600 bytes', async () => {
    const { get, functions } = await startAuthorizer({}, yes)
    assert.equal((await get(`/b/${'x'.repeat(1600)}`)).status, 414)
    assert.equal(functions.invocations.length, 0)
  })
})

describe('what a REQUEST authorizer answered', () => {
  const remembering = { authorizerResultTtlInSeconds: 60 }

  it('is remembered by its identity sources for as long as its TTL, for every route', async () => {
    const { get, clock, functions } = await startAuthorizer(remembering, yes)
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
    const { get, functions } = await startAuthorizer(remembering, () => answer)
    assert.equal((await get('/a')).status, 500)
    answer = { isAuthorized: false }
    assert.equal((await get('/a')).status, 403)
    answer = yes
    assert.equal((await get('/a')).status, 403)
    assert.equal(functions.invocations.length, 2)
  })

  it('is evaluated for each route anew when it is a policy', async () => {
    const { get, functions } = await startAuthorizer({ ...remembering, enableSimpleResponses: false }, allow('*/GET/a'))
    assert.equal((await get('/a')).status, 200)
    assert.equal((await get('/b/1')).status, 403)
    assert.equal(functions.invocations.length, 1)
  })

  it('is asked for on each route when the route key is an identity source', async () => {
    const identitySource = ['$request.header.X-Key', '$context.routeKey']
    const { get, functions } = await startAuthorizer({ ...remembering, identitySource }, yes)
    await get('/a')
    await get('/b/1')
    await get('/b/2')
    assert.equal(functions.invocations.length, 2)
  })

  it('is forgotten when the API is taken up anew', async () => {
    const { get, apis, functions } = await startAuthorizer(remembering, yes)
    await get('/a')
    await apis.reload('a1b2c3d4e5')
    await get('/a')
    assert.equal(functions.invocations.length, 2)
  })
})
