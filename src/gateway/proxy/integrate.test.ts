import assert from 'node:assert/strict'
import { request, type ServerResponse } from 'node:http'
import { describe, it } from 'node:test'
import { proxyTo, send, startBackend, startGateway, startRawBackend } from '../../../test/support/http-api.ts'

describe('bodies', () => {
  it('go to the backend as they came, with their length', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    await send(gateway.port, 'POST /', ['Content-Length: 5', 'Content-Type: text/x'], 'h\u00ff\0lo')
    assert.equal(backend.seen[0]?.headers['content-length'], '5')
    assert.equal(backend.seen[0]?.headers['content-type'], 'text/x')
    assert.equal(backend.seen[0]?.body, 'h\u00ff\0lo')
  })

  it('go on chunked when they came chunked, without trailers', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    const chunks = '3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n'
    await send(gateway.port, 'POST /', ['Transfer-Encoding: chunked'], chunks)
    assert.equal(backend.seen[0]?.headers['transfer-encoding'], 'chunked')
    assert.equal(backend.seen[0]?.body, 'abcde')
    assert.equal(backend.seen[0]?.headers['x-trailer'], undefined)
  })

  it('that wait for 100 Continue get it, and the backend is not asked to wait', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    await new Promise<void>((resolve, reject) => {
      const upload = request({
        port: gateway.port,
        method: 'PUT',
        headers: { expect: '100-continue', 'content-length': 2 },
      })
      upload.on('continue', () => upload.end('ok'))
      upload.on('response', (response) => response.resume().on('end', resolve)).on('error', reject)
    })
    assert.equal(backend.seen[0]?.body, 'ok')
    assert.equal(backend.seen[0]?.headers['expect'], undefined)
  })

  it('of more than 10 MB without a length are cut off: 413', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(proxyTo(backend.origin))
    const status = await new Promise((resolve, reject) => {
      const upload = request({ port: gateway.port, method: 'POST' }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      upload.on('error', reject)
      const chunk = Buffer.alloc(1024 * 1024)
      for (let n = 0; n < 11; n++) upload.write(chunk)
      upload.end()
    })
    assert.equal(status, 413)
    assert.equal(backend.seen.length, 0, 'the backend never saw a whole request')
  })

  it('come back as they are, byte by byte as the backend writes them', async () => {
    let response: ServerResponse | undefined
    const backend = await startBackend((opened) => {
      response = opened
      opened.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    })
    const gateway = await startGateway(proxyTo(backend.origin))
    const text = await new Promise<string>((resolve) => {
      request({ port: gateway.port }, (answer) => {
        let received = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          received += chunk
          // Only what was streamed on at once can make the backend go on.
          if (received === 'data: 1\n\n') response?.end('data: 2\n\n')
        })
        answer.on('end', () => resolve(received))
      }).end()
    })
    assert.equal(text, 'data: 1\n\ndata: 2\n\n')
  })

  it('in both directions are as large as backpressure makes them wait', async () => {
    const backend = await startBackend((response) => response.end(Buffer.alloc(3 * 1024 * 1024, 'r')))
    const gateway = await startGateway(proxyTo(backend.origin))
    const body = 'q'.repeat(5 * 1024 * 1024)
    const answer = await send(gateway.port, 'POST /', [`Content-Length: ${body.length}`], body)
    assert.equal(answer.body.length, 3 * 1024 * 1024)
    assert.equal(backend.seen[0]?.body.length, body.length)
  })
})

describe('the answer of a backend', () => {
  it('comes back with status, headers and duplicates, and with the request id', async () => {
    const backend = await startBackend((response) => {
      response.writeHead(418, [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'X-Case',
        'Kept',
        'Apigw-Requestid',
        'forged',
        'Server',
        's',
        'Keep-Alive',
        'timeout=99',
        'Content-Length',
        '2',
      ])
      response.end('ok')
    })
    const gateway = await startGateway(proxyTo(backend.origin))
    const answer = await send(gateway.port, 'GET /')
    assert.equal(answer.status, 418)
    assert.match(answer.head, /Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Case: Kept\r\nServer: s/)
    assert.match(answer.headers['apigw-requestid'] ?? '', /^[\w-]{15}=$/)
    assert.ok(!answer.head.includes('forged'))
    assert.ok(!answer.head.includes('timeout=99'))
    assert.equal(answer.body, 'ok')
  })

  it('is not followed when it redirects', async () => {
    const backend = await startBackend((response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    const gateway = await startGateway(proxyTo(backend.origin))
    const answer = await send(gateway.port, 'GET /')
    assert.equal(answer.status, 302)
    assert.equal(answer.headers['location'], 'http://127.0.0.1:1/')
  })

  it('to HEAD has a length and no body', async () => {
    const backend = await startBackend((response) => response.writeHead(200, { 'content-length': 1234 }).end())
    const gateway = await startGateway(proxyTo(backend.origin))
    const answer = await send(gateway.port, 'HEAD /')
    assert.equal(answer.headers['content-length'], '1234')
    assert.equal(answer.body, '')
  })

  for (const status of [204, 304])
    it(`with ${status} has no body`, async () => {
      const raw = await startRawBackend((socket) =>
        socket.end(`HTTP/1.1 ${status} X\r\nETag: "e"\r\nContent-Length: 0\r\n\r\n`),
      )
      const gateway = await startGateway(proxyTo(raw.origin))
      const answer = await send(gateway.port, 'GET /')
      assert.equal(answer.status, status)
      assert.equal(answer.headers['etag'], '"e"')
      assert.equal(answer.headers['transfer-encoding'], undefined)
      assert.equal(answer.body, '')
      if (status === 204) assert.equal(answer.headers['content-length'], undefined)
    })

  it('ends with the connection when it has no length, and is still whole', async () => {
    const raw = await startRawBackend((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'))
    const gateway = await startGateway(proxyTo(raw.origin))
    assert.equal((await send(gateway.port, 'GET /')).body, 'until the end')
  })

  it('is whole when several chunks of it come at once', async () => {
    const chunks = '3\r\nabc\r\n2\r\nde\r\n1\r\nf\r\n'
    for (const end of ['', '0\r\n\r\n']) {
      const raw = await startRawBackend((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}${end}`)
        if (end === '') setImmediate(() => socket.write('0\r\n\r\n'))
      })
      const gateway = await startGateway(proxyTo(raw.origin))
      assert.equal((await send(gateway.port, 'GET /')).body, 'abcdef')
    }
  })

  it('after an informational response is the final one', async () => {
    const raw = await startRawBackend((socket) =>
      socket.end('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    )
    const gateway = await startGateway(proxyTo(raw.origin))
    assert.equal((await send(gateway.port, 'GET /')).body, 'ok')
  })

  it('that breaks off midway breaks off for the client, too', async () => {
    const raw = await startRawBackend((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'))
    const gateway = await startGateway(proxyTo(raw.origin))
    const outcome = await new Promise((resolve) => {
      request({ port: gateway.port }, (answer) => {
        answer
          .resume()
          .on('end', () => resolve('complete'))
          .on('error', () => resolve('cut'))
      }).end()
    })
    assert.equal(outcome, 'cut')
  })
})
