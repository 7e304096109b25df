import assert from 'node:assert/strict'
import { request, type ServerResponse } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { after, describe, it } from 'node:test'
import { createAddressPolicy } from '../../ports/addresses.ts'
import { createBackends } from '../../ports/backends.ts'
import {
  send,
  sendRaw,
  startBackend,
  startGateway,
  type ApiSketch,
  type TestGateway,
} from '../../../test/support/http-api.ts'

type Integration = Partial<NonNullable<ApiSketch['integrations']>[number]>

/** An API with one route to one backend. */
function proxyTo(integrationUri: string, routeKey = '$default', integration: Integration = {}): ApiSketch {
  return { routes: [{ routeKey }], integrations: [{ integrationId: 'backend', integrationUri, ...integration }] }
}

/** A backend that answers every request with these bytes and keeps what it read. */
async function startRawBackend(
  answer: (socket: Socket, received: string) => void,
): Promise<{ origin: string; received: string[] }> {
  const received: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received.push(chunk.toString('latin1'))
      answer(socket, chunk.toString('latin1'))
    })
  })
  after(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

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

describe('a backend that fails', () => {
  async function assertUnavailable(integrationUri: string, integration: Integration, error: RegExp): Promise<void> {
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
