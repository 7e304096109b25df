import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAddressPolicy } from '../../ports/addresses.ts'
import { createBackends } from '../../http1/backends.ts'
import { proxyTo, send, startBackend, startGateway, type TestGateway } from '../../../test/support/http-api.ts'

function lastIntegration(gateway: TestGateway): unknown {
  return gateway.log.entries.at(-1)?.['integration']
}

describe('the target of an HTTP proxy integration', () => {
  for (const [path, uri, routeKey, requestLine, seen] of [
    ['appends path and query on $default', '', '$default', 'GET /x/y?q=1', 'GET /x/y?q=1'],
    ['appends them to the path of the URI', '/base', '$default', 'GET /x/y?q=1', 'GET /base/x/y?q=1'],
    ['does not double the slash', '/base/', '$default', 'GET /x', 'GET /base/x'],
    ['takes {proxy} from the path', '/q/{proxy}', 'ANY /p/{proxy+}', 'PUT /p/a/b?z=1', 'PUT /q/a/b?z=1'],
    ['uses the bare URI when it has no variable', '/q', 'ANY /{proxy+}', 'GET /a/b', 'GET /q'],
    ['asks for / when the URI has no path', '', 'GET /a', 'GET /a', 'GET /'],
    ['adds the query after that of the URI', '/q?k=1', 'GET /a', 'GET /a?k=2&m=%20', 'GET /q?k=1&k=2&m=%20'],
    ['keeps the query of the URI alone', '/q?k=1', 'GET /a', 'GET /a', 'GET /q?k=1'],
    [
      'fills variables in the query encoded',
      '/q?id={id}',
      'GET /a/{id}',
      'GET /a/x&admin=1',
      'GET /q?id=x%26admin%3D1',
    ],
    [
      'forwards variables byte for byte',
      '/{proxy}',
      'ANY /{proxy+}',
      'GET /a%20b/%41;c//d%2Fe/',
      'GET /a%20b/%41;c//d%2Fe/',
    ],
    ['forwards the $default path byte for byte', '', '$default', 'GET //a/%7Eb/%2F%C3%A9', 'GET //a/%7Eb/%2F%C3%A9'],
    ['puts the path before the query of the URI on $default', '/b?k=1', '$default', 'GET /x?l=2', 'GET /b/x?k=1&l=2'],
  ] as const)
    it(path, async () => {
      const backend = await startBackend()
      const gateway = await startGateway(proxyTo(`${backend.origin}${uri}`, routeKey))
      assert.equal((await send(gateway.port, requestLine, ['Content-Length: 0'])).status, 200)
      assert.equal(`${backend.seen[0]?.method} ${backend.seen[0]?.target}`, seen)
    })

  it('leaves a named stage out of the appended path', async () => {
    const backend = await startBackend()
    const gateway = await startGateway({ ...proxyTo(backend.origin), stages: [{ stageName: 'dev' }] })
    await send(gateway.port, 'GET /dev/x')
    assert.equal(backend.seen[0]?.target, '/x')
  })

  it('replaces stage variables anywhere in the URI', async () => {
    const backend = await startBackend()
    const gateway = await startGateway({
      ...proxyTo('http://${stageVariables.host}/${stageVariables.version}/{id}', 'GET /{id}'),
      stages: [{ stageName: '$default', stageVariables: { host: `127.0.0.1:${backend.port}`, version: 'v1' } }],
    })
    await send(gateway.port, 'GET /7')
    assert.equal(backend.seen[0]?.target, '/v1/7')
  })

  it('is an error that names the stage variable which is not set', async () => {
    const gateway = await startGateway(proxyTo('http://${stageVariables.host}/', 'GET /'))
    assert.equal((await send(gateway.port, 'GET /')).status, 500)
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'the stage has no variable host')
  })

  it('lets a path variable choose a host name and nothing else of the authority', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(`http://{host}:${backend.port}/`, 'GET /{host}'))
    assert.equal((await send(gateway.port, 'GET /127.0.0.1')).status, 200)
    for (const host of ['user@127.0.0.1', '127.0.0.1:1', '127.0.0.1%2523', 'a%3Fb', '%5B::1%5D'])
      assert.equal((await send(gateway.port, `GET /${host}`)).status, 400)
    assert.equal(backend.seen.length, 1)
  })

  it("has the method of the integration, or the client's with ANY", async () => {
    const backend = await startBackend()
    const fixed = await startGateway(proxyTo(backend.origin, '$default', { integrationMethod: 'GET' }))
    await send(fixed.port, 'POST /', ['Content-Length: 0'])
    const any = await startGateway(proxyTo(backend.origin))
    await send(any.port, 'PATCH /', ['Content-Length: 0'])
    assert.deepEqual(
      backend.seen.map(({ method }) => method),
      ['GET', 'PATCH'],
    )
  })

  it("goes to the operator's upstream, with the host header of the original", async () => {
    const backend = await startBackend()
    const upstreams = new Map([['https://www.wikipedia.org', new URL(backend.origin)]])
    const backends = createBackends({ policy: createAddressPolicy({ allowPrivate: false }), upstreams })
    const gateway = await startGateway(proxyTo('https://www.wikipedia.org/', 'GET /', { integrationMethod: 'GET' }), {
      backends,
    })
    const answer = await send(gateway.port, 'GET /')
    assert.equal(answer.body, 'hello')
    assert.equal(backend.seen[0]?.headers['host'], 'www.wikipedia.org')
  })

  it('is refused when it is private and the operator does not allow that', async () => {
    const backend = await startBackend()
    const backends = createBackends({ policy: createAddressPolicy({ allowPrivate: false }) })
    for (const origin of [backend.origin, `http://localhost:${backend.port}`]) {
      const gateway = await startGateway(proxyTo(origin), { backends })
      const answer = await send(gateway.port, 'GET /')
      assert.equal(answer.status, 503)
      assert.match(JSON.stringify(lastIntegration(gateway)), /may not be reached/)
    }
    assert.equal(backend.seen.length, 0)
  })

  it('is refused when it is a metadata service, in every mode', async () => {
    for (const host of ['169.254.169.254', '[fd00:ec2::254]', '0xa9fea9fe', '[::ffff:169.254.169.254]']) {
      const gateway = await startGateway(proxyTo(`http://${host}/latest/meta-data/`, 'GET /'))
      assert.equal((await send(gateway.port, 'GET /')).status, 503)
      assert.match(JSON.stringify(lastIntegration(gateway)), /may not be reached/)
    }
  })
})
