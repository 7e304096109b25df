import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { valuesOf } from '../../support/raw-http.ts'
import { rawTarget } from '../../support/raw-requests.ts'

/* HTTP/2 frames requests otherwise; what they mean is the same (RFC 9113 section 8.3.1), and so is what is refused. */

type Target = Awaited<ReturnType<typeof rawTarget>>

describe('over HTTP/2', () => {
  let target: Target
  let session: ClientHttp2Session
  before(async () => {
    target = await rawTarget()
  })
  beforeEach(async () => {
    target.backend.requests.splice(0)
    session = connect(`https://127.0.0.1:${target.port}`, { ca: target.ca, servername: 'localhost' })
    await once(session, 'connect')
    session.on('error', () => {})
  })
  afterEach(() => session.destroy())
  after(() => assert.deepEqual(target.backend.malformed, []))

  /** The status, or what became of the stream instead of one. */
  const send = async (headers: OutgoingHttpHeaders, body = '') => {
    const stream = session.request({ ':authority': target.host, ...headers }, { endStream: body === '' })
    let status: number | undefined
    stream.on('response', (head) => (status = head[':status']))
    stream.on('error', () => {})
    stream.resume()
    if (body !== '') stream.end(body)
    await new Promise((resolve) => stream.once('close', resolve))
    return status ?? 'reset'
  }
  const arrived = () => target.backend.requests.map((request) => `${request.method} ${request.target}`)

  for (const path of [
    '/..',
    '/../admin/x',
    '/a/..',
    '/a/./b',
    '/%2e%2e/admin/x',
    '/a/..;/b',
    '/a%2f..%2fb',
    '/a%5c..%5cb',
  ]
    .concat(['/%', '/%zz', '/%c0%ae%c0%ae/a', '/%ff', '/a\\b', '/a#b', '/caf\u00e9', '*', 'a', 'http://evil.example/a'])
    .concat(['/a b', '/a\tb', '/a HTTP/1.1\r\nHost: evil']))
    it(`${JSON.stringify(path)} is refused`, async () => {
      const status = await send({ ':path': path }).catch((error: NodeJS.ErrnoException) => error.code)
      assert.ok(status === 400 || status === 'reset' || String(status).startsWith('ERR_'), String(status))
      assert.deepEqual(arrived(), [])
    })

  for (const path of [
    '/',
    '//a',
    '/a//b',
    '/...',
    '/a;b=c',
    '/%41',
    '/a%2Fb',
    '/%252e%252e',
    '/a?x=/../y',
    '/a?b?c',
    '/%00',
  ])
    it(`${JSON.stringify(path)} is forwarded as it is`, async () => {
      assert.equal(await send({ ':path': path }), 200)
      assert.deepEqual(arrived(), [`GET ${path}`])
    })

  for (const authority of ['evil.example', '169.254.169.254', 'HOST.evil.example', 'user@HOST', 'HOST@evil.example'])
    it(`the authority ${authority} is none of ours`, async () => {
      const status = await send({ ':authority': authority.replace('HOST', target.host), ':path': '/a' })
      assert.ok(status === 421 || status === 400 || status === 'reset', String(status))
      assert.deepEqual(arrived(), [])
    })

  it('a Host beside the authority does not choose another API', async () => {
    const status = await send({ ':path': '/a', host: 'evil.example' })
    assert.ok(status === 200 || status === 400 || status === 'reset', String(status))
    assert.ok(arrived().length === (status === 200 ? 1 : 0))
    assert.ok(target.backend.requests.every((request) => !valuesOf(request, 'host').includes('evil.example')))
  })

  for (const method of ['get', 'G@T', 'TRACE', 'PROPFIND', 'XYZZY', 'GET /a HTTP/1.1\r\nX: y'])
    it(`the method ${JSON.stringify(method)} reaches no backend`, async () => {
      const status = await send({ ':method': method, ':path': '/a' }).catch(
        (error: NodeJS.ErrnoException) => error.code,
      )
      assert.notEqual(status, 200)
      assert.deepEqual(arrived(), [])
    })

  it('a body shorter or longer than its content-length is not passed on as a whole one', async () => {
    for (const length of ['2', '9'])
      assert.notEqual(await send({ ':method': 'POST', ':path': '/a', 'content-length': length }, 'hello'), 200)
    assert.deepEqual(arrived(), [])
  })

  it('a body that looks like a request is a body', async () => {
    const body = 'GET /admin/x HTTP/1.1\r\nHost: a\r\n\r\n'
    assert.equal(await send({ ':method': 'POST', ':path': '/a' }, body), 200)
    assert.deepEqual(arrived(), ['POST /a'])
    assert.equal(target.backend.requests[0]?.body, body)
  })

  it('a guarded path is guarded', async () => {
    for (const path of ['/admin', '/admin/x', '/%61dmin/x', '/admin%2fx'])
      for (const headers of [{}, { authorization: 'Bearer x' }])
        assert.equal(await send({ ':path': path, ...headers }), 401)
    assert.deepEqual(arrived(), [])
  })

  it('what HTTP/2 forbids or the gateway writes does not come from the client', async () => {
    const headers = { te: 'trailers', 'x-forwarded-host': 'evil', via: '2 cdn', 'proxy-authorization': 'x' }
    assert.equal(await send({ ':path': '/a', ...headers }), 200)
    const [request] = target.backend.requests
    assert.ok(request)
    for (const name of ['te', 'x-forwarded-host', 'proxy-authorization', 'transfer-encoding', 'upgrade'])
      assert.deepEqual(valuesOf(request, name), [], name)
    assert.deepEqual(valuesOf(request, 'via'), ['2 cdn, HTTP/1.1 AmazonAPIGateway'])
  })
})
