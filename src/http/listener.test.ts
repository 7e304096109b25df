import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, ServerResponse } from 'node:http'
import { get } from 'node:https'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { systemClock } from '../ports/clock.ts'
import { recordingLog, silentLog } from '../ports/log.ts'
import { systemRandom } from '../ports/random.ts'
import { loadCertificates } from './certificates.ts'
import { sendResponse, type HttpRequest, type HttpResponse } from './message.ts'
import { createListener, type ListenerOptions } from './listener.ts'
import { PortInUseError } from './port-in-use-error.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'poolgate-listener-'))
after(() => rmSync(dataDir, { recursive: true }))
const certificates = await loadCertificates(dataDir, {
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  isOurs: (name) => name.endsWith('.amazonaws.com'),
})
const caPem = await certificates.caPem()

async function echo(request: HttpRequest, response: HttpResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const protocol = 'encrypted' in request.socket ? 'https' : 'http'
  const answer = { protocol, url: request.url, length: Buffer.concat(chunks).length }
  sendResponse(response, 200, {}, Buffer.from(JSON.stringify(answer)))
}

async function listen(t: TestContext, options: Partial<ListenerOptions> = {}) {
  const log = recordingLog()
  const listener = createListener({ onRequest: echo, certificates, log, ...options })
  const { port } = await listener.listen('127.0.0.1', 0)
  t.after(() => listener.close(0))
  return { listener, port, log }
}

function open(t: TestContext, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.after(() => socket.destroy())
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** Sends bytes as they are and reads until the server closes. */
async function exchange(t: TestContext, port: number, bytes: string): Promise<string> {
  const socket = open(t, port)
  socket.write(bytes)
  return readAll(socket)
}

const closing = 'host: localhost\r\nconnection: close\r\n\r\n'

test('one port speaks HTTP and HTTPS', async (t) => {
  const { port } = await listen(t)
  assert.match(await exchange(t, port, `GET /a HTTP/1.1\r\n${closing}`), /"protocol":"http","url":"\/a"/u)
  const [response] = (await once(
    get({ port, host: '127.0.0.1', path: '/b', servername: 'localhost', ca: caPem, agent: false }),
    'response',
  )) as [IncomingMessage]
  assert.match(await readAll(response as never), /"protocol":"https","url":"\/b"/u)
})

test('HTTPS answers under the name that the client asked for', async (t) => {
  const { port } = await listen(t)
  const servername = 'cognito-idp.us-east-1.amazonaws.com'
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    servername,
    ca: caPem,
    ALPNProtocols: ['http/1.1'],
  })
  t.after(() => socket.destroy())
  await once(socket, 'secureConnect')
  assert.equal(socket.alpnProtocol, 'http/1.1')
})

test('a client waits for its certificate, and loses the connection if there can be none', async (t) => {
  const first = Promise.withResolvers<void>()
  const contextFor = async (name: string | undefined) => {
    await first.promise
    return certificates.contextFor(name)
  }
  const { port, log } = await listen(t, { certificates: { contextFor } })
  const client = { port, host: '127.0.0.1', servername: 'localhost', ca: caPem }
  const [patient, hasty] = [connectTls(client), connectTls(client)]
  t.after(() => patient.destroy())
  await once(
    hasty.on('error', () => {}),
    'connect',
  )
  hasty.destroy()
  first.resolve()
  await once(patient, 'secureConnect')
  assert.deepEqual(log.entries, [])

  const failing = await listen(t, { certificates: { contextFor: () => Promise.reject(new Error('disk full')) } })
  await assert.rejects(once(connectTls({ ...client, port: failing.port }), 'secureConnect'), { code: 'ECONNRESET' })
  assert.deepEqual(
    failing.log.entries.map(({ event }) => event),
    ['certificate-failed'],
  )
})

test('a handshake that fails is told of in the log and hurts nobody', async (t) => {
  const { port, log } = await listen(t)
  const [host, servername] = ['127.0.0.1', 'localhost']
  // It has no cipher that goes with an ECDSA certificate.
  const poor = connectTls({ port, host, servername, ciphers: 'AES128-GCM-SHA256', maxVersion: 'TLSv1.2' })
  await assert.rejects(once(poor, 'secureConnect'))
  const distrustful = connectTls({ port, host, servername })
  await assert.rejects(once(distrustful, 'secureConnect'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  assert.match(await exchange(t, port, `GET /a HTTP/1.1\r\n${closing}`), /^HTTP\/1\.1 200 /u)
  assert.deepEqual(
    log.entries.map(({ event }) => event),
    ['tls-handshake-failed'],
  )
  assert.match(String(log.entries[0]?.['reason']), /no shared cipher/u)
})

test('bytes that only begin like TLS end in a closed connection', async (t) => {
  const { port, log } = await listen(t)
  await exchange(t, port, '\x16rubbish rubbish rubbish')
  assert.deepEqual(
    log.entries.map(({ event }) => event),
    ['tls-handshake-failed'],
  )
})

test('a body that comes in pieces arrives whole, and so do pipelined requests', async (t) => {
  const { port } = await listen(t)
  const socket = open(t, port)
  const length = 3_000_000
  for (const byte of 'POST /first HT') {
    socket.write(byte)
    await new Promise(setImmediate)
  }
  socket.write(`TP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`)
  socket.write(Buffer.alloc(length, 'x'))
  socket.write(`GET /second HTTP/1.1\r\nhost: a\r\n\r\nGET /third HTTP/1.1\r\n${closing}`)
  const urls = (await readAll(socket)).match(/\{.*?\}/gu)
  assert.deepEqual(
    urls?.map((json) => JSON.parse(json)),
    [
      { protocol: 'http', url: '/first', length },
      { protocol: 'http', url: '/second', length: 0 },
      { protocol: 'http', url: '/third', length: 0 },
    ],
  )
})

test('pipelined requests are served one after the other, and none behind an answer that closes', async (t) => {
  const served: string[] = []
  const { port } = await listen(t, {
    onRequest: async ({ url = '' }, response) => {
      served.push(`begin ${url}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      served.push(`end ${url}`)
      if (url === '/last') response.setHeader('connection', 'close')
      response.end(url)
    },
  })
  const requests = ['/a', '/last', '/never'].map((url) => `GET ${url} HTTP/1.1\r\nhost: a\r\n\r\n`)
  const text = await exchange(t, port, requests.join(''))
  assert.deepEqual(served, ['begin /a', 'end /a', 'begin /last', 'end /last'])
  assert.equal(text.match(/HTTP\/1\.1 200/gu)?.length, 2)
})

test('a client that ends its side after the request still gets the answer', async (t) => {
  const { port } = await listen(t)
  const socket = open(t, port)
  socket.end('GET /a HTTP/1.1\r\nhost: localhost\r\n\r\n')
  assert.match(await readAll(socket), /"url":"\/a"/u)
})

test('a client that connects and ends at once, or resets, leaves nothing behind', async (t) => {
  const { port, listener } = await listen(t)
  const ended = open(t, port)
  ended.end()
  await readAll(ended)
  const reset = open(t, port)
  await once(reset, 'connect')
  reset.write('GET / HT')
  reset.resetAndDestroy()
  await once(reset, 'close')
  await listener.close(60_000)
})

test('framing that is wrong or ambiguous is refused, and the connection closed', async (t) => {
  const seen: (string | undefined)[] = []
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.url)
    return echo(request, response)
  }
  const { port } = await listen(t, { onRequest })
  for (const bytes of [
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\nbad header: x\r\n\r\n',
    'GET / HTTP/1.1\r\nhost : a\r\n\r\n',
    'GET / HTTP/1.1\nhost: a\n\n',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n',
    'POST / HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'rubbish\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  ])
    assert.match(
      await exchange(t, port, `${bytes}GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n`),
      /^HTTP\/1\.1 400 Bad Request\r\n(?!.*HTTP\/1\.1)/su,
      JSON.stringify(bytes),
    )
  assert.deepEqual(seen, [])
})

test('headers of more than 16 KiB are refused with 431, however many come', async (t) => {
  const { port } = await listen(t)
  const answer = await exchange(t, port, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`)
  assert.match(answer, /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/u)
  assert.match(answer, /\{"message":"Request Header Fields Too Large"\}$/u)
})

test('garbage behind a request that is being answered never becomes its answer', async (t) => {
  const { port } = await listen(t, { onRequest: () => {} })
  assert.equal(await exchange(t, port, 'GET /slow HTTP/1.1\r\nhost: a\r\n\r\nrubbish\r\n\r\n'), '')
})

test('a proxy request for an http:// URL is refused by name', async (t) => {
  const { port } = await listen(t)
  const answer = await exchange(t, port, `GET http://example.com/ HTTP/1.1\r\n${closing}`)
  assert.match(answer, /^HTTP\/1\.1 400 /u)
  assert.match(answer, /"poolgate is no proxy for http:\/\/ URLs: set HTTPS_PROXY only, not HTTP_PROXY"/u)
})

test('CONNECT is refused where nobody serves it', async (t) => {
  const { port } = await listen(t)
  const answer = await exchange(t, port, 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400 .*\{"message":"CONNECT is not served here"\}$/su)
})

test('a peer that says nothing, or speaks slowly, is cut off', async (t) => {
  const { port } = await listen(t, { limits: { firstByte: 50, headers: 100, request: 200, checkEvery: 20 } })
  assert.equal(await readAll(open(t, port)), '')
  assert.match(await exchange(t, port, 'GET / HTTP/1.1\r\nhost: a\r\n'), /^HTTP\/1\.1 408 Request Timeout\r\n/u)
  const slowBody = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc'
  assert.match(await exchange(t, port, slowBody), /^HTTP\/1\.1 408 Request Timeout\r\n/u)
  // A TLS record that announces a ClientHello which never comes.
  assert.equal(await exchange(t, port, '\x16\x03\x01\x02\x00'), '')
})

test('connections above the limit are closed, and the operator is told once', async (t) => {
  const { port, log } = await listen(t, { limits: { maxConnections: 1 } })
  const first = open(t, port)
  await once(first, 'connect')
  for (let i = 0; i < 3; i++) await readAll(open(t, port)).catch(() => {})
  assert.deepEqual(
    log.entries.map(({ event }) => event),
    ['connections-exhausted'],
  )
  first.end(`GET /a HTTP/1.1\r\n${closing}`)
  assert.match(await readAll(first), /"url":"\/a"/u)
})

test('a handler that fails is a 500 that tells the client nothing, and is logged', async (t) => {
  const { port, log } = await listen(t, {
    onRequest: () => {
      throw new Error('secret')
    },
  })
  const answer = await exchange(t, port, `GET /a HTTP/1.1\r\n${closing}`)
  assert.match(answer, /^HTTP\/1\.1 500 .*\{"message":"Internal Server Error"\}$/su)
  assert.deepEqual(
    log.entries.map(({ level, event }) => [level, event]),
    [['error', 'request-failed']],
  )
})

test('a taken port is an error that says which', async (t) => {
  const { port } = await listen(t)
  const second = createListener({ onRequest: echo, certificates, log: silentLog })
  await assert.rejects(
    second.listen('127.0.0.1', port),
    (error) => error instanceof PortInUseError && error.port === port,
  )
})

test('a listener that retires takes no connection, and answers one more request on each that it has', async (t) => {
  const { promise: finish, resolve } = Promise.withResolvers<void>()
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const { port, listener } = await listen(t, {
    onRequest: async (request, response) => {
      if (request.url !== '/slow') return echo(request, response)
      assert.ok(response instanceof ServerResponse)
      response.flushHeaders()
      start()
      await finish
      response.end('done')
    },
  })
  const idle = open(t, port)
  idle.write('GET /first HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(idle, 'data')
  const busy = open(t, port)
  busy.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n')
  await started
  const retired = listener.retire(60_000)
  await assert.rejects(once(open(t, port), 'connect'), { code: 'ECONNREFUSED' })
  idle.write('GET /next HTTP/1.1\r\nhost: a\r\n\r\n')
  assert.match(await readAll(idle), /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*"\/next"/su)
  // The head of this one had said that the connection goes on.
  resolve()
  busy.write('GET /last HTTP/1.1\r\nhost: a\r\n\r\n')
  assert.match(await readAll(busy), /Connection: keep-alive\r\n.*done.*Connection: close\r\n.*"\/last"/su)
  await retired
})

test('a listener that retires waits for requests no longer than it is told', async (t) => {
  const { port, listener } = await listen(t)
  const idle = open(t, port)
  await once(idle, 'connect')
  await listener.retire(10)
  await listener.close(60_000)
  assert.equal(await readAll(idle), '')
})

test('close lets a request in flight end and closes idle and silent connections at once', async (t) => {
  const { promise: finish, resolve } = Promise.withResolvers<void>()
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const { port, listener } = await listen(t, {
    onRequest: async (request, response) => {
      if (request.url !== '/slow') return echo(request, response)
      start()
      await finish
      response.end('done')
    },
  })
  const silent = open(t, port)
  await once(silent, 'connect')
  const idle = open(t, port)
  idle.write('GET /idle HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(idle, 'data')
  const tls = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca: caPem })
  t.after(() => tls.destroy())
  tls.write('GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n')
  const answer = readAll(tls)
  await started

  const closed = listener.close(60_000)
  await Promise.all([readAll(silent), readAll(idle)])
  await assert.rejects(once(open(t, port), 'connect'), { code: 'ECONNREFUSED' })
  resolve()
  assert.match(await answer, /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*done$/su)
  await closed
})

test('close ends what outlives the grace', async (t) => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const { port, listener } = await listen(t, { onRequest: () => start() })
  const answer = exchange(t, port, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await started
  await listener.close(10)
  assert.equal(await answer, '')
})
