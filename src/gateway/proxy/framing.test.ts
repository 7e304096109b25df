import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import {
  sendRaw,
  startBackend,
  startGateway,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'

/* Promise P4: one request in is at most one request out, and ambiguous framing is none at all. */

const inner = 'GET /admin HTTP/1.1\r\nHost: h\r\n\r\n'
const post = (headers: readonly string[], body: string) =>
  `POST /a HTTP/1.1\r\nHost: h\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`

const refused: Readonly<Record<string, string>> = {
  'length and chunked': post(['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`),
  'chunked and length': post(['Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n${inner}`),
  'two lengths that differ': post(['Content-Length: 0', `Content-Length: ${inner.length}`], inner),
  'two lengths that agree': post(['Content-Length: 0', 'Content-Length: 0'], inner),
  'a list of lengths': post(['Content-Length: 0, 0'], inner),
  'a negative length': post(['Content-Length: -1'], inner),
  'a length with a sign': post(['Content-Length: +0'], inner),
  'a length in hexadecimal': post(['Content-Length: 0x0'], inner),
  'an empty length': post(['Content-Length: '], inner),
  'a length with a letter': post(['Content-Length: 0a'], inner),
  'a length beyond every number': post(['Content-Length: 99999999999999999999'], inner),
  'a space before the colon': post(['Content-Length : 0'], inner),
  'a space before the colon of transfer-encoding': post(['Transfer-Encoding : chunked'], `0\r\n\r\n${inner}`),
  'a header without a name': post([': x'], inner),
  'a header without a colon': post(['Nonsense'], inner),
  'a folded header': post(['X: a', ' b'], inner),
  'a vertical tab in transfer-encoding': post(['Transfer-Encoding: \vchunked'], `0\r\n\r\n${inner}`),
  'chunked twice': post(['Transfer-Encoding: chunked, chunked'], `0\r\n\r\n${inner}`),
  'chunked not last': post(['Transfer-Encoding: chunked, gzip'], `0\r\n\r\n${inner}`),
  'an unknown coding': post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${inner}`),
  'identity as a coding': post(['Transfer-Encoding: identity'], inner),
  'two transfer-encoding headers': post(
    ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
    `0\r\n\r\n${inner}`,
  ),
  'a chunk size that is none': post(['Transfer-Encoding: chunked'], `x\r\n\r\n0\r\n\r\n${inner}`),
  'a chunk size with a sign': post(['Transfer-Encoding: chunked'], `+1\r\na\r\n0\r\n\r\n${inner}`),
  'a chunk size with a prefix': post(['Transfer-Encoding: chunked'], `0x1\r\na\r\n0\r\n\r\n${inner}`),
  'a chunk size beyond every number': post(
    ['Transfer-Encoding: chunked'],
    `fffffffffffffffff\r\na\r\n0\r\n\r\n${inner}`,
  ),
  'a chunk longer than its size': post(['Transfer-Encoding: chunked'], `1\r\nab\r\n0\r\n\r\n${inner}`),
  'a bare line feed after a chunk size': post(['Transfer-Encoding: chunked'], `1\na\r\n0\r\n\r\n${inner}`),
  'a bare carriage return in a header': post(['X: a\rContent-Length: 0'], inner),
  'a NUL in a header': post(['X: a\0b'], inner),
  'no host': 'GET /a HTTP/1.1\r\n\r\n',
  'two hosts': 'GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n',
  'HTTP/2.0 in the request line': 'GET /a HTTP/2.0\r\nHost: h\r\n\r\n',
  'HTTP/0.9': 'GET /a\r\n\r\n',
  'a space in the target': 'GET /a b HTTP/1.1\r\nHost: h\r\n\r\n',
  'a method that is none': 'G@T /a HTTP/1.1\r\nHost: h\r\n\r\n',
  'bytes before the request line': `\0GET /a HTTP/1.1\r\nHost: h\r\n\r\n`,
}

describe('ambiguous framing reaches no backend:', () => {
  let backend: TestBackend
  let gateway: TestGateway
  before(async () => {
    backend = await startBackend()
    gateway = await startGateway({
      routes: [{ routeKey: '$default' }],
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    })
  })
  beforeEach(() => void backend.seen.splice(0))

  for (const [name, bytes] of Object.entries(refused))
    it(name, async () => {
      const answer = await sendRaw(gateway.port, bytes)
      assert.ok(answer.status >= 400 && answer.status < 500, `the answer is ${answer.status}`)
      assert.deepEqual(backend.seen, [])
    })

  it('while a well-framed request is one request', async () => {
    await sendRaw(gateway.port, post(['Content-Length: 2', 'Connection: close'], 'ab'))
    assert.deepEqual(
      backend.seen.map(({ method, target, body }) => [method, target, body]),
      [['POST', '/a', 'ab']],
    )
  })

  it('while a request inside of a body stays a body', async () => {
    await sendRaw(gateway.port, post([`Content-Length: ${inner.length}`, 'Connection: close'], inner))
    assert.deepEqual(
      backend.seen.map(({ target, body }) => [target, body]),
      [['/a', inner]],
    )
  })

  it('while two requests on one connection are two', async () => {
    await sendRaw(gateway.port, inner + inner.replace('Host: h', 'Host: h\r\nConnection: close'))
    assert.equal(backend.seen.length, 2)
  })
})
