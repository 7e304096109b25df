import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  assertGatewayAnswer,
  send,
  sendRaw,
  sketchApi,
  startBackend,
  startGateway,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'

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

  it('to HEAD is the same without the body', async () => {
    const gateway = await serve(['GET /a'])
    const answer = await send(gateway.port, 'HEAD /a')
    assert.equal(answer.status, 404)
    assert.equal(answer.headers['content-length'], '23')
    assert.equal(answer.body, '')
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
    await gateway.settled()
    assert.equal(gateway.log.entries.at(-1)?.['stage'], 'dev')
    assert.equal((await send(gateway.port, 'GET /hello')).status, 200)
    await gateway.settled()
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

describe('a store that fails', () => {
  it('is a 500 that tells the client nothing, and a log entry that tells the cause', async () => {
    const gateway = await startGateway(undefined)
    gateway.apis.find = () => Promise.reject(new Error('disk on fire'))
    assertGatewayAnswer(await send(gateway.port, 'GET /'), 500, 'Internal Server Error')
    assert.equal(gateway.log.entries[0]?.event, 'http-api-failure')
  })
})
