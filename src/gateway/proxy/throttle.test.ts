import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  assertGatewayAnswer,
  send,
  startBackend,
  startGateway,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'
import { accountLimits, limitsOf } from './throttle.ts'
import { createTokenBucket } from './token-bucket.ts'
import type { RouteSettingsRecord, StageRecord } from '../store.ts'

describe('a token bucket', () => {
  const at = (milliseconds: number) => new Date(1_000_000 + milliseconds)

  it('lets a burst through at once, and then as many as its rate fills in', () => {
    const bucket = createTokenBucket({ rate: 2, burst: 3 })
    const take = (time: number, count: number) => Array.from({ length: count }, () => bucket.take(at(time)))
    assert.deepEqual(take(0, 4), [true, true, true, false])
    assert.deepEqual(take(499, 1), [false])
    assert.deepEqual(take(500, 2), [true, false])
    assert.deepEqual(take(60_000, 4), [true, true, true, false])
  })

  it('lets none through with a rate or a burst of 0', () => {
    for (const limits of [
      { rate: 0, burst: 5 },
      { rate: 5, burst: 0 },
    ]) {
      const bucket = createTokenBucket(limits)
      assert.equal(bucket.take(at(0)) || bucket.take(at(10_000)), false)
    }
  })

  it('is not filled by a clock that is set back and forth', () => {
    const bucket = createTokenBucket({ rate: 1, burst: 1 })
    assert.equal(bucket.take(at(0)), true)
    assert.equal(bucket.take(at(-5000)), false)
    assert.equal(bucket.take(at(-4500)), false)
  })
})

describe('the limits of a route', () => {
  const stage = (defaultRouteSettings: RouteSettingsRecord, own: RouteSettingsRecord = {}): StageRecord => ({
    stageName: 'dev',
    stageVariables: {},
    defaultRouteSettings,
    routeSettings: { 'GET /': own },
    tags: {},
    createdAt: new Date(0),
    updatedAt: new Date(0),
  })

  it('are those of the account when nobody set any', () => {
    assert.deepEqual(limitsOf('GET /', stage({})), accountLimits)
    assert.deepEqual(accountLimits, { rate: 10_000, burst: 5_000 })
  })

  it('are its own before those of the stage, each for itself', () => {
    const settings = stage({ throttlingRateLimit: 7, throttlingBurstLimit: 8 }, { throttlingRateLimit: 0 })
    assert.deepEqual(limitsOf('GET /', settings), { rate: 0, burst: 8 })
    assert.deepEqual(limitsOf('GET /other', settings), { rate: 7, burst: 8 })
    assert.deepEqual(limitsOf('constructor', settings), { rate: 7, burst: 8 })
  })

  it('are never more than those of the account', () => {
    const settings = stage({ throttlingRateLimit: 1e9, throttlingBurstLimit: 1e9 })
    assert.deepEqual(limitsOf('GET /', settings), accountLimits)
    const raised = { rate: 50_000, burst: 20_000 }
    assert.deepEqual(limitsOf('GET /', settings, raised), raised)
  })
})

describe('a stage with limits', () => {
  let backend: TestBackend
  let gateway: TestGateway
  before(async () => {
    backend = await startBackend()
    gateway = await startGateway({
      routes: [{ routeKey: 'GET /a' }, { routeKey: 'GET /b' }, { routeKey: 'GET /free' }],
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
      stages: [
        {
          stageName: '$default',
          defaultRouteSettings: { throttlingBurstLimit: 1, throttlingRateLimit: 1 },
          routeSettings: { 'GET /free': { throttlingBurstLimit: 100, throttlingRateLimit: 100 } },
        },
      ],
    })
  })

  it('answers 429 beyond them, to each route for itself, until time has passed', async () => {
    const get = (path: string) => send(gateway.port, `GET ${path}`)
    assert.equal((await get('/a')).status, 200)
    assertGatewayAnswer(await get('/a'), 429, 'Too Many Requests')
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'the route has used up its 1 requests in a second, 1 at once')
    assert.equal((await get('/b')).status, 200)
    for (let count = 0; count < 5; count++) assert.equal((await get('/free')).status, 200)
    assert.equal(backend.seen.length, 7)
    gateway.clock.advance(1000)
    assert.equal((await get('/a')).status, 200)
  })
})

describe('the limits of the account', () => {
  it('hold over all routes together', async () => {
    const backend = await startBackend()
    const gateway = await startGateway({
      routes: [{ routeKey: 'GET /a' }],
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    })
    const api = await gateway.apis.find('a1b2c3d4e5')
    while (api?.accountBucket.take(gateway.clock.now()) === true);
    assertGatewayAnswer(await send(gateway.port, 'GET /a'), 429, 'Too Many Requests')
    assert.equal(
      gateway.log.entries.at(-1)?.['reason'],
      'the account has used up its 10000 requests in a second, 5000 at once',
    )
  })
})
