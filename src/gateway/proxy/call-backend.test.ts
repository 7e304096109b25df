import assert from 'node:assert/strict'
import { connect, createServer, type AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import {
  proxyTo,
  send,
  sendRaw,
  startBackend,
  startGateway,
  startRawBackend,
  type IntegrationSketch,
  type TestGateway,
} from '../../../test/support/http-api.ts'

function lastIntegration(gateway: TestGateway): unknown {
  return gateway.log.entries.at(-1)?.['integration']
}

describe('a backend that fails', () => {
  async function assertUnavailable(
    integrationUri: string,
    integration: IntegrationSketch,
    error: RegExp,
  ): Promise<void> {
    const gateway = await startGateway(proxyTo(integrationUri, 'GET /', integration))
    const answer = await send(gateway.port, 'GET /')
    assert.equal(answer.status, 503)
    assert.equal(answer.body, '{"message":"Service Unavailable"}')
    assert.equal(answer.headers['content-length'], '33')
    assert.match(answer.headers['apigw-requestid'] ?? '', /^[\w-]{15}=$/)
    assert.match(String(Reflect.get(Object(lastIntegration(gateway)), 'error')), error)
  }

  it('by answering too late is 503', async () => {
    const raw = await startRawBackend(() => {})
    await assertUnavailable(raw.origin, { timeoutInMillis: 50 }, /^no answer in 50 ms$/)
  })

  it('by not listening is 503', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await assertUnavailable(`http://127.0.0.1:${port}`, {}, /ECONNREFUSED/)
  })

  it('by closing without an answer is 503, and is not asked again', async () => {
    const raw = await startRawBackend((socket) => socket.destroy())
    await assertUnavailable(raw.origin, {}, /socket hang up|ECONNRESET/)
    assert.equal(raw.received.length, 1)
  })

  it('by speaking no HTTP is 503', async () => {
    const raw = await startRawBackend((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    await assertUnavailable(raw.origin, {}, /Parse Error/)
  })

  it('by framing its answer in two ways is 503', async () => {
    const raw = await startRawBackend((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    )
    await assertUnavailable(raw.origin, {}, /Parse Error/)
  })

  it('by switching protocols is 503', async () => {
    const raw = await startRawBackend((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    )
    await assertUnavailable(raw.origin, {}, /./)
  })

  it('by a TLS handshake is 503', async () => {
    const raw = await startRawBackend((socket) => socket.end('no TLS'))
    await assertUnavailable(raw.origin.replace('http:', 'https:'), {}, /SSL|EPROTO|ECONNRESET/i)
  })

  it('is let alone when the client goes away', async () => {
    const closed = Promise.withResolvers<string>()
    const raw = await startRawBackend((socket) => {
      socket.on('close', () => closed.resolve('closed'))
      client.destroy()
    })
    const gateway = await startGateway(proxyTo(raw.origin))
    const client = connect(gateway.port, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n'))
    assert.equal(await closed.promise, 'closed')
    await gateway.settled()
    assert.equal(gateway.log.entries[0]?.['status'], undefined)
    assert.equal(Reflect.get(Object(lastIntegration(gateway)), 'error'), 'the client went away')
  })
})

describe('connections', () => {
  it('to a backend are kept for the next request', async () => {
    const ports = new Set<number | undefined>()
    const backend = await startBackend((response, incoming) => {
      ports.add(incoming.socket.remotePort)
      response.end('ok')
    })
    const gateway = await startGateway(proxyTo(backend.origin))
    for (let n = 0; n < 5; n++) await send(gateway.port, 'GET /')
    assert.equal(backend.seen.length, 5)
    assert.equal(ports.size, 1)
  })

  it('serve further requests after a refused one with a body', async () => {
    const backend = await startBackend()
    const gateway = await startGateway({ ...proxyTo(backend.origin, 'GET /ok') })
    const answer = await sendRaw(
      gateway.port,
      'POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /GET /ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    )
    assert.equal(answer.status, 404)
    assert.match(answer.body, /HTTP\/1\.1 200 OK/)
    assert.equal(backend.seen.length, 1)
  })
})
