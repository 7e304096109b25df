import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { proxyTo, send, sendRaw, startBackend, startGateway } from '../../../test/support/http-api.ts'

const handshake = [
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Connection: Upgrade',
]

describe('a WebSocket handshake with an HTTP API', () => {
  it('is an ordinary request, whose backend is asked for no other protocol', async () => {
    const backend = await startBackend((response) => response.writeHead(426).end('use WebSocket'))
    const gateway = await startGateway(proxyTo(backend.origin))
    const answer = await send(gateway.port, 'GET /chat', handshake)
    assert.deepEqual([answer.status, answer.body], [426, 'use WebSocket'])
    const [seen] = backend.seen
    assert.deepEqual([seen?.headers['upgrade'], seen?.headers['connection']], [undefined, 'keep-alive'])
    assert.equal(seen?.headers['sec-websocket-version'], '13')
  })

  it('is answered before the request that was sent behind it', async () => {
    const backend = await startBackend((response, request) => response.end(`answer to ${request.url}`))
    const gateway = await startGateway(proxyTo(backend.origin))
    const head = (target: string, ...headers: string[]) =>
      [`GET ${target} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n')
    const bytes = head('/chat', ...handshake) + head('/next', 'Connection: close')
    const { status, body } = await sendRaw(gateway.port, bytes)
    assert.equal(status, 200)
    assert.match(body, /^answer to \/chat.*HTTP\/1\.1 200 OK\r\n.*answer to \/next$/s)
    assert.deepEqual(
      backend.seen.map(({ target }) => target),
      ['/chat', '/next'],
    )
  })

  it('fails at the client, even with a backend that would speak WebSocket', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
    await once(socket, 'error')
    assert.equal(socket.readyState, WebSocket.CLOSED)
    assert.equal(backend.seen[0]?.target, '/chat')
  })
})
