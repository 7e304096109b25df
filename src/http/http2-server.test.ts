import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { systemClock } from '../ports/clock.ts'
import { recordingLog, silentLog } from '../ports/log.ts'
import { systemRandom } from '../ports/random.ts'
import { readBody } from './body.ts'
import { loadCertificates } from './certificates.ts'
import { readHttp2Head } from './http2-request.ts'
import { createListener, type ListenerOptions } from './listener.ts'
import { sendResponse, type HttpRequest, type HttpResponse } from './message.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'poolgate-http2-'))
after(() => rmSync(dataDir, { recursive: true }))
const isOurs = () => false
const certificates = await loadCertificates(dataDir, {
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  isOurs,
})
const ca = await certificates.caPem()

async function echo(request: HttpRequest, response: HttpResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const { method, url, rawHeaders, headers } = request
  const body = Buffer.concat(chunks).toString()
  sendResponse(response, 200, {}, Buffer.from(JSON.stringify({ method, url, rawHeaders, host: headers.host, body })))
}

async function open(t: TestContext, options: Partial<ListenerOptions> = {}) {
  const log = recordingLog()
  const listener = createListener({ onRequest: echo, certificates, log, ...options })
  const { port } = await listener.listen('127.0.0.1', 0)
  const session = connect(`https://localhost:${port}`, { ca })
  session.on('error', () => {})
  t.after(async () => {
    session.destroy()
    await listener.close(0)
  })
  return { listener, session, port, log }
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** Sends a request, its body in one piece, and reads the answer; rejects when the stream is reset. */
async function send(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<Answer> {
  const stream = session.request(headers, { endStream: body === undefined })
  if (body !== undefined) stream.end(body)
  const [head] = (await once(stream, 'response')) as [{ ':status': number }]
  let text = ''
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return { status: head[':status'], body: text }
}

describe('HTTP/2', () => {
  it('is spoken with clients that choose it, who are served as over HTTP/1.1', async (t) => {
    const { session, port } = await open(t)
    const { status, body } = await send(
      session,
      { ':path': '/a?b=1', ':method': 'POST', cookie: ['a=1', 'b=2'], 'x-case': 'kept' },
      'hello',
    )
    assert.equal(status, 200)
    assert.deepEqual(JSON.parse(body), {
      method: 'POST',
      url: '/a?b=1',
      rawHeaders: ['host', `localhost:${port}`, 'x-case', 'kept', 'cookie', 'a=1; b=2'],
      host: `localhost:${port}`,
      body: 'hello',
    })
  })

  it('refuses requests whose two hosts differ, or that have none', async (t) => {
    const { session } = await open(t)
    const both = await send(session, { ':path': '/', ':authority': 'a.example', host: 'b.example' })
    assert.deepEqual(both, { status: 400, body: '{"message":"Bad Request"}' })
    const same = await send(session, { ':path': '/', ':authority': 'a.example', host: 'a.example' })
    assert.equal(same.status, 200)
    await assert.rejects(send(session, { ':path': '/', ':authority': '' }), { code: 'ERR_HTTP2_STREAM_ERROR' })
    assert.deepEqual(readHttp2Head([':method', 'GET', ':path', '/', 'x', 'y']), { refusal: 'Bad Request' })
  })

  it('refuses targets that HTTP/1.1 cannot have, and CONNECT', async (t) => {
    const { session } = await open(t)
    assert.equal((await send(session, { ':path': '/caf\u00e9' })).status, 400)
    assert.equal((await send(session, { ':path': '*', ':method': 'OPTIONS' })).status, 200)
    await assert.rejects(send(session, { ':path': '/a b' }), { code: 'ERR_HTTP2_STREAM_ERROR' })
    await assert.rejects(send(session, { ':path': 'http://a.example/' }), { code: 'ERR_HTTP2_STREAM_ERROR' })
    const connected = await send(session, { ':method': 'CONNECT', ':authority': 'a.example:443' })
    assert.deepEqual(connected, { status: 400, body: '{"message":"CONNECT is not served here"}' })
  })

  it('lets nobody open a WebSocket (RFC 8441)', async (t) => {
    const { session } = await open(t)
    await once(session, 'remoteSettings')
    assert.equal(session.remoteSettings.enableConnectProtocol ?? false, false)
    const head = { ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': 'https', ':path': '/', ':authority': 'a' }
    await assert.rejects(send(session, head))
  })

  it('serves many requests of one connection at a time', async (t) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    let waiting = 0
    const { session } = await open(t, {
      onRequest: async (request, response) => {
        if (++waiting === 20) release()
        await released
        await echo(request, response)
      },
    })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(session, { ':path': `/${n}` })))
    assert.deepEqual(
      answers.map(({ body }) => (JSON.parse(body) as { url: string }).url),
      answers.map((_, n) => `/${n}`),
    )
  })

  it('ends a connection whose client resets its requests again and again', async (t) => {
    const { session } = await open(t, { onRequest: () => {} })
    await once(session, 'remoteSettings')
    const closed = new Promise<void>((resolve) => session.once('close', () => resolve()))
    let reset = 0
    const resetSome = () => {
      for (let n = 0; n < 50 && !session.destroyed; n++, reset++)
        session
          .request({ ':path': '/' })
          .on('error', () => {})
          .close(8)
      if (!session.destroyed && reset < 5000) setImmediate(resetSome)
    }
    resetSome()
    await closed
    assert.ok(reset < 5000, `ended after ${reset}`)
  })

  it('refuses heads that are too large without ending the connection', async (t) => {
    const { session } = await open(t)
    // The limit holds from the client's acknowledgement on.
    await send(session, { ':path': '/' })
    await assert.rejects(send(session, { ':path': '/', 'x-large': 'x'.repeat(21_000) }), {
      code: 'ERR_HTTP2_STREAM_ERROR',
    })
    assert.equal((await send(session, { ':path': '/' })).status, 200)
  })

  it('answers before the body has come when the body is not wanted', async (t) => {
    const { session } = await open(t, {
      onRequest: (_request, response) => sendResponse(response, 413, {}, Buffer.from('too much')),
    })
    const stream = session.request({ ':path': '/', ':method': 'POST' }, { endStream: false })
    stream.write('the first of many')
    const closed = once(stream, 'close')
    const [head] = (await once(stream, 'response')) as [{ ':status': number }]
    assert.equal(head[':status'], 413)
    stream.resume()
    await closed
    assert.equal(stream.rstCode, 0)
  })

  it('lets go of clients that connect and are silent', async (t) => {
    const { session } = await open(t, { limits: { headers: 50, keepAlive: 50 } })
    await once(session, 'close')
    const second = await open(t, { limits: { headers: 10_000, keepAlive: 50 } })
    assert.equal((await send(second.session, { ':path': '/' })).status, 200)
    await once(second.session, 'close')
  })

  it('gives up a body that does not come to its end', async (t) => {
    const { session } = await open(t, { limits: { headers: 50, request: 50 } })
    const stream = session.request({ ':path': '/', ':method': 'POST' }, { endStream: false })
    await once(stream, 'close')
    assert.equal(stream.rstCode, 8)
  })

  it('never takes a body that was reset for a whole one', async (t) => {
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const { session } = await open(t, {
      onRequest: (request) => {
        start()
        // Read only when all is over, as by a handler that was busy.
        request.once('aborted', () => setImmediate(() => void readBody(request, 100).then(resolve, resolve)))
      },
    })
    const stream = session.request({ ':path': '/', ':method': 'POST' }, { endStream: false })
    stream.on('error', () => {}).write('half')
    await started
    stream.destroy(new Error('changed my mind'))
    assert.ok((await outcome) instanceof Error)
  })

  it('lets requests in flight end when the listener closes', async (t) => {
    const { promise: finish, resolve } = Promise.withResolvers<void>()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const { session, listener } = await open(t, {
      onRequest: async (request, response) => {
        start()
        await finish
        await echo(request, response)
      },
    })
    const answer = send(session, { ':path': '/slow' })
    await started
    const closed = listener.close(10_000)
    resolve()
    assert.equal((await answer).status, 200)
    await closed
  })

  it('answers 500 where a handler fails, and tells nobody but the log', async (t) => {
    const { session, log } = await open(t, { onRequest: () => Promise.reject(new Error('secret')) })
    assert.deepEqual(await send(session, { ':path': '/' }), {
      status: 500,
      body: '{"message":"Internal Server Error"}',
    })
    assert.deepEqual(
      log.entries.map(({ event }) => event),
      ['request-failed'],
    )
  })
})
