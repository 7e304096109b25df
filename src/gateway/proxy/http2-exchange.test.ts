import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { createServer, type AddressInfo } from 'node:net'
import { before, describe, it } from 'node:test'
import { atEnd } from '../../../test/support/at-end.ts'
import { createHttp2Server } from '../../http/http2-server.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import {
  startBackend,
  startGateway,
  type ApiSketch,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'
import { createExchange } from './create-exchange.ts'
import { createHttpApiHandler } from './http-api-handler.ts'

interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Status, headers (but for the date and what belongs to a connection) and body; `cut` when the answer broke off. */
interface Received {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

const unlike = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'apigw-requestid'])

function pairs(raw: readonly string[]): [string, string][] {
  const all = raw.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1] ?? '']] : [],
  )
  return all.filter(([name]) => !unlike.has(name) && name !== ':status').toSorted(([a], [b]) => a.localeCompare(b))
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
  } catch {
    return 'cut'
  }
  return Buffer.concat(chunks).toString()
}

async function sendHttp1(port: number, { method = 'GET', path, headers = {}, body }: Sent): Promise<Received> {
  // node:http would count a body that comes whole.
  const framing = body !== undefined && headers['content-length'] === undefined && { 'transfer-encoding': 'chunked' }
  const all = { host: 'api.example', ...headers, ...framing }
  const outgoing = httpRequest({ port, method, path, agent: false, headers: all })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, headers: pairs(response.rawHeaders), body: await readText(response) }
}

async function sendHttp2(
  session: ClientHttp2Session,
  { method = 'GET', path, headers = {}, body }: Sent,
): Promise<Received> {
  const head = { ':method': method, ':path': path, ':authority': 'api.example', ...headers }
  const stream = session.request(head, { endStream: body === undefined })
  if (body !== undefined) stream.end(body)
  const [answered, , raw] = (await once(stream, 'response')) as [{ ':status': number }, number, string[]]
  return { status: answered[':status'], headers: pairs(raw), body: await readText(stream) }
}

/** The data plane over HTTP/2, beside that of the test gateway over HTTP/1.1. */
async function openHttp2({ plane }: TestGateway): Promise<ClientHttp2Session> {
  const handle = createHttpApiHandler(plane)
  const limits = { headers: 10_000, request: 10_000, keepAlive: 10_000, silence: 10_000 }
  const onRequest = (_request: HttpRequest, response: HttpResponse) =>
    void handle(createExchange(response), { apiId: 'a1b2c3d4e5', pathPrefix: '' })
  const http2 = createHttp2Server({ limits, onRequest })
  const server = createServer((socket) => http2.serve(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  atEnd(() => {
    session.destroy()
    server.close()
  })
  return session
}

const sketch = (origin: string): ApiSketch => ({
  corsConfiguration: { allowOrigins: ['https://page.example'], allowMethods: ['GET'] },
  routes: [{ routeKey: '$default' }, { routeKey: 'GET /gone', target: 'integrations/gone' }],
  integrations: [
    { integrationId: 'backend', integrationUri: origin },
    { integrationId: 'gone', integrationUri: 'http://127.0.0.1:1' },
  ],
})

const scenario: Readonly<Record<string, Sent>> = {
  'a GET with a query': { path: '/a%20b/c?d=1&d=2' },
  'a HEAD': { method: 'HEAD', path: '/head' },
  'a body with its length': { method: 'POST', path: '/post', body: 'hello', headers: { 'content-length': '5' } },
  'a body without its length': { method: 'PUT', path: '/put', body: 'hello' },
  'a header twice in the answer': { path: '/twice' },
  'an answer without a body': { path: '/204' },
  'an answer that was not modified': { path: '/304' },
  'an answer that breaks off': { path: '/cut' },
  'a large answer': { path: '/large' },
  'cookies and an origin': { path: '/', headers: { cookie: 'a=1; b=2', origin: 'https://page.example' } },
  'a preflight request, which the default route takes': {
    method: 'OPTIONS',
    path: '/',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'GET' },
  },
  'headers of proxies': { path: '/', headers: { te: 'trailers', via: '1.0 old', 'x-forwarded-for': '192.0.2.1' } },
  'a path with dot segments': { path: '/a/../b' },
  'a head that is too large': { path: '/', headers: { 'x-large': 'x'.repeat(10_300) } },
  'a backend that is not there': { path: '/gone' },
}

describe('a request over HTTP/2', () => {
  let backend: TestBackend
  let gateway: TestGateway
  let session: ClientHttp2Session
  // Not before its turn: a session that waits for other tests is idle for too long.
  before(async () => {
    backend = await startBackend((response, request) => {
      const [path] = (request.url ?? '').split('?')
      if (path === '/twice') response.writeHead(200, ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'age', '1', 'age', '2'])
      if (path === '/204' || path === '/304') return response.writeHead(Number(path.slice(1)), { etag: '"1"' }).end()
      if (path === '/large') return response.end('x'.repeat(1_000_000))
      if (path === '/cut')
        return response.writeHead(200, { 'content-length': 10 }).write('abc', () => response.destroy())
      return response.end('hello')
    })
    gateway = await startGateway(sketch(backend.origin))
    session = await openHttp2(gateway)
  })

  for (const [name, sent] of Object.entries(scenario))
    it(`is served as over HTTP/1.1: ${name}`, async () => {
      backend.seen.length = 0
      const overHttp1 = await sendHttp1(gateway.port, sent)
      const overHttp2 = await sendHttp2(session, sent)
      assert.deepEqual(overHttp2, overHttp1)
      const [first, second] = backend.seen.map(({ method, target, httpVersion, headers, body }) => {
        const { 'x-amzn-trace-id': trace, forwarded, ...same } = headers
        return { method, target, httpVersion, headers: same, traced: trace !== undefined, forwarded, body }
      })
      assert.deepEqual(second, first)
    })

  it('is refused before its body comes, if that is too large', async () => {
    const headers = { ':method': 'POST', ':path': '/', 'content-length': '10485761' }
    const [head] = (await once(session.request(headers, { endStream: false }), 'response')) as [{ ':status': number }]
    assert.equal(head[':status'], 413)
  })

  it('that is reset takes its request to the backend with it', async () => {
    const entry = () => gateway.log.entries.find(({ path }) => path === '/reset')
    const stream = session.request({ ':path': '/reset', ':method': 'POST' }, { endStream: false })
    stream.on('error', () => {}).write('half')
    await new Promise<void>((resolve) => session.ping(() => resolve()))
    stream.destroy(new Error('changed my mind'))
    while (!entry()) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(
      backend.seen.some(({ target }) => target === '/reset'),
      false,
    )
  })

  it('is told of in logs as one over HTTP/1.1, since the gateway speaks that', async () => {
    await sendHttp2(session, { path: '/seen' })
    assert.equal(backend.seen.at(-1)?.httpVersion, '1.1')
    assert.equal(backend.seen.at(-1)?.headers['via'], 'HTTP/1.1 AmazonAPIGateway')
  })
})
