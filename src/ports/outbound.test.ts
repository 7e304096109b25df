import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createAddressPolicy } from './addresses.ts'
import { createOutbound } from './outbound.ts'

const limits = { timeoutMs: 5000, maxBytes: 100 }
const outbound = createOutbound(createAddressPolicy({ allowPrivate: true }))

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
  response.end(JSON.stringify([request.method, request.headers.authorization, body]))
}

describe('fetching a JSON document', () => {
  let origin = ''
  const requested: string[] = []
  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    '/document': (response) => response.end('{"a":[1]}'),
    '/exact': (response) => response.end(`"${'x'.repeat(98)}"`),
    '/large': (response) => response.end(`"${'x'.repeat(99)}"`),
    '/endless': (response) => response.write('x'.repeat(1000)),
    '/html': (response) => response.end('<html>'),
    '/latin1': (response) => response.end(Buffer.from([0x22, 0xff, 0x22])),
    '/missing': (response) => response.writeHead(404).end('{}'),
    '/silent': () => {},
    '/stalls': (response) => response.writeHead(200, { 'content-length': 10 }).write('{'),
    '/breaks': (response) =>
      void response.writeHead(200, { 'content-length': 10 }).write('{', () => response.destroy()),
    '/once': (response) => response.writeHead(302, { location: '/document' }).end(),
    '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
    '/to-file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/to-metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  }
  const server = createServer((request, response) => {
    requested.push(request.url ?? '')
    if (request.url === '/echo') return void echo(request, response)
    answers[request.url ?? '']?.(response)
  })

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  it('gives its content', async () => {
    assert.deepEqual(await outbound.fetchJson(`${origin}/document`, limits), { ok: true, document: { a: [1] } })
  })

  it('allows as many bytes as the limit', async () => {
    assert.ok((await outbound.fetchJson(`${origin}/exact`, limits)).ok)
  })

  it('follows redirects', async () => assert.ok((await outbound.fetchJson(`${origin}/once`, limits)).ok))

  for (const [path, failure, detail] of [
    ['/large', 'too-large', /^more than 100 bytes$/],
    ['/endless', 'too-large', /^more than 100 bytes$/],
    ['/html', 'not-json', /^the answer is not JSON$/],
    ['/latin1', 'not-json', /^the answer is not JSON$/],
    ['/missing', 'status', /answered 404$/],
    ['/breaks', 'unreachable', /aborted/],
    ['/loop', 'status', /^more than 3 redirects$/],
    ['/to-file', 'invalid-url', /^file: is not http or https$/],
    ['/to-metadata', 'address-refused', /^169\.254\.169\.254 may not be reached$/],
  ] as const)
    it(`of ${path} fails with ${failure}`, async () => {
      const result = await outbound.fetchJson(`${origin}${path}`, limits)
      assert.ok(!result.ok)
      assert.equal(result.failure, failure)
      assert.match(result.detail, detail)
    })

  for (const path of ['/silent', '/stalls'])
    it(`of ${path} fails with timeout`, async () => {
      const result = await outbound.fetchJson(`${origin}${path}`, { ...limits, timeoutMs: 50 })
      assert.ok(!result.ok)
      assert.equal(result.failure, 'timeout')
    })

  it('tells the status of an answer that was none of success', async () => {
    const result = await outbound.fetchJson(`${origin}/missing`, limits)
    assert.ok(!result.ok)
    assert.equal(result.status, 404)
  })

  it('as a text gives whatever is UTF-8, and nothing else', async () => {
    assert.deepEqual(await outbound.fetchText(`${origin}/html`, limits), { ok: true, text: '<html>' })
    const result = await outbound.fetchText(`${origin}/latin1`, limits)
    assert.ok(!result.ok)
    assert.deepEqual([result.failure, result.detail], ['not-utf-8', 'the answer is not UTF-8'])
  })

  it('sends forms and headers with secrets to one address, and never on to another', async () => {
    const call = { method: 'POST', form: { code: 'a b&c' }, headers: { authorization: 'Bearer t' } } as const
    const sent = await outbound.callForJson({ ...call, url: `${origin}/echo` }, limits)
    assert.deepEqual(sent, { ok: true, document: ['POST', 'Bearer t', 'code=a+b%26c'] })
    requested.length = 0
    const redirected = await outbound.callForJson({ ...call, url: `${origin}/once` }, limits)
    assert.ok(!redirected.ok)
    assert.deepEqual([redirected.failure, redirected.status, requested], ['status', 302, ['/once']])
  })

  it('makes four requests at most', async () => {
    requested.length = 0
    await outbound.fetchJson(`${origin}/loop`, limits)
    assert.equal(requested.length, 4)
  })

  for (const url of ['ftp://example.com/', 'http://user:secret@127.0.0.1/', 'nonsense', ''])
    it(`of "${url}" fails with invalid-url`, async () => {
      const result = await outbound.fetchJson(url, limits)
      assert.ok(!result.ok)
      assert.equal(result.failure, 'invalid-url')
    })

  it('reaches no private address where the operator does not allow it', async () => {
    requested.length = 0
    const production = createOutbound(createAddressPolicy({ allowPrivate: false }))
    for (const url of [
      origin,
      origin.replace('127.0.0.1', 'localhost'),
      origin.replace('127.0.0.1', '[::ffff:7f00:1]'),
    ]) {
      const result = await production.fetchJson(`${url}/document`, limits)
      assert.ok(!result.ok)
      assert.equal(result.failure, 'address-refused')
    }
    assert.equal(requested.length, 0)
  })
})
