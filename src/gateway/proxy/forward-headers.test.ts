import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { proxyTo, send, sendRaw, startBackend, startGateway } from '../../../test/support/http-api.ts'

describe('the headers that a backend gets', () => {
  async function headersFor(lines: readonly string[], requestLine = 'GET /') {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    await send(gateway.port, requestLine, lines)
    const seen = backend.seen[0]
    assert.ok(seen)
    return { ...seen, backend }
  }

  it('are its own host, the gateway in via, the client in forwarded, and a trace id', async () => {
    const { headers, httpVersion, backend } = await headersFor([])
    assert.equal(httpVersion, '1.1')
    assert.equal(headers['host'], `127.0.0.1:${backend.port}`)
    assert.equal(headers['via'], 'HTTP/1.1 AmazonAPIGateway')
    assert.equal(headers['forwarded'], 'for=127.0.0.1;host=api.example;proto=http')
    // 2026-11-22T12:00:00Z in seconds.
    assert.match(headers['x-amzn-trace-id'] ?? '', /^Root=1-6b02d940-[0-9a-f]{24}$/)
    assert.equal(headers['content-length'], '0')
    assert.equal(headers['x-forwarded-for'], undefined)
  })

  it("are the client's own otherwise, duplicates included", async () => {
    const { rawHeaders } = await headersFor([
      'Cookie: a=1; b=2',
      'X-Two: 1',
      'x-two: 2',
      'Origin: http://o',
      'Accept: */*',
    ])
    const text = rawHeaders.join('\n')
    for (const expected of ['Cookie\na=1; b=2', 'X-Two\n1', 'x-two\n2', 'Origin\nhttp://o', 'Accept\n*/*'])
      assert.ok(text.includes(expected), expected)
  })

  it('have no hop-by-hop ones, nor those that connection nominates', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    const hop = [
      'Keep-Alive: 1',
      'TE: trailers',
      'Proxy-Authorization: x',
      'Proxy-Connection: x',
      'Upgrade: websocket',
      'X-Mine: 1',
      'Trailer: X',
    ]
    const lines = [
      'GET / HTTP/1.1',
      'Host: h',
      'Connection: close, X-Mine, Host, Forwarded',
      ...hop,
      'X-End: 1',
      '',
      '',
    ]
    assert.equal((await sendRaw(gateway.port, lines.join('\r\n'))).status, 200)
    const { headers } = backend.seen[0]!
    assert.deepEqual(Object.keys(headers).toSorted(), [
      'connection',
      'content-length',
      'forwarded',
      'host',
      'via',
      'x-amzn-trace-id',
      'x-end',
    ])
    assert.equal(headers['connection'], 'keep-alive')
  })

  it('have X-Forwarded-* folded into forwarded', async () => {
    const { headers } = await headersFor([
      'Forwarded: for=192.0.2.1',
      'X-Forwarded-For: 192.0.2.9, 2001:db8::1',
      'X-Forwarded-Host: shop.example:8443',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 8443',
    ])
    assert.equal(
      headers['forwarded'],
      'for=192.0.2.1, for=192.0.2.9;host="shop.example:8443";proto=https, for="[2001:db8::1]", for=127.0.0.1;host=api.example;proto=http',
    )
    for (const name of ['for', 'host', 'proto', 'port']) assert.equal(headers[`x-forwarded-${name}`], undefined)
  })

  it('quote what a client put into X-Forwarded-For, so that it stays one value', async () => {
    const { headers } = await headersFor(['X-Forwarded-For: "x";host=evil'])
    assert.equal(headers['forwarded'], 'for="\\"x\\";host=evil", for=127.0.0.1;host=api.example;proto=http')
  })

  it('append to a received via, and keep a received trace as it is', async () => {
    const { headers } = await headersFor([
      'Via: 1.1 edge',
      'X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
    ])
    assert.equal(headers['via'], '1.1 edge, HTTP/1.1 AmazonAPIGateway')
    assert.match(
      headers['x-amzn-trace-id'] ?? '',
      /^Self=1-6b02d940-[0-9a-f]{24};Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1$/,
    )
  })
})
