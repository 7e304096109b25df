import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { before, describe, it } from 'node:test'
import { openPoolgate, type ServedApi } from '../../support/poolgate.ts'
import {
  converse,
  type RawBackend,
  type RawResponse,
  readResponses,
  startRawBackend,
  valuesOf,
} from '../../support/raw-http.ts'

/* A backend is not trusted either: what it garbles is no answer, and nobody gets the answer to another's request. */

type Behaviour = string | ((socket: Socket) => void)

const ok = 'HTTP/1.1 200 OK\r\n'
const poison = `${ok}Content-Length: 6\r\n\r\npoison`
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`
/** An answer with these header lines. */
const answer = (headers: string, body = 'hello') => `${ok}${headers}\r\n\r\n${body}`
/** Sends this and closes. */
const closing = (text: string) => (socket: Socket) => void socket.end(text, 'latin1')
/** Sends this and resets the connection once it is sent. */
const resetting = (text: string) => (socket: Socket) =>
  void socket.write(text, 'latin1', () => setImmediate(() => socket.resetAndDestroy()))

/** Answered with 503: there was no answer that could be passed on. */
const noAnswers: Readonly<Record<string, Behaviour>> = {
  'length and coding': answer('Content-Length: 5\r\nTransfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'),
  'coding and length': answer('Transfer-Encoding: chunked\r\nContent-Length: 5', '5\r\nhello\r\n0\r\n\r\n'),
  'two lengths that differ': answer('Content-Length: 5\r\nContent-Length: 6'),
  'two lengths that agree': answer('Content-Length: 5\r\nContent-Length: 5'),
  'a list of lengths': answer('Content-Length: 5, 5'),
  'a negative length': answer('Content-Length: -5'),
  'a length with a plus sign': answer('Content-Length: +5'),
  'a length in hexadecimal': answer('Content-Length: 0x5'),
  'a length with a letter': answer('Content-Length: 5a'),
  'an empty length': answer('Content-Length:'),
  'a length beyond 64 bits': answer('Content-Length: 18446744073709551621'),
  'a status that is no number': 'HTTP/1.1 OK OK\r\nContent-Length: 0\r\n\r\n',
  'a status of two digits': 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n',
  'a status of four digits': 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n',
  'a negative status': 'HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n\r\n',
  'no version': '200 OK\r\nContent-Length: 0\r\n\r\n',
  'no space behind the version': 'HTTP/1.1200 OK\r\nContent-Length: 0\r\n\r\n',
  'a version that nobody knows': 'HTTP/3.7 200 OK\r\nContent-Length: 0\r\n\r\n',
  'a version in lower case': 'http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  'another protocol': 'ICY 200 OK\r\nContent-Length: 0\r\n\r\n',
  'a greeting of SMTP': '220 mail.example.com ESMTP\r\n',
  'a greeting of SSH': 'SSH-2.0-OpenSSH_9.6\r\n',
  'a handshake of TLS': '\x16\x03\x01\x02\x00\x01\x00',
  'a request': 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'a page without a head': '<html></html>',
  NULs: '\0\0\0\0\r\n\r\n',
  'a folded header': answer('X: a\r\n b\r\nContent-Length: 5'),
  'a space before a colon': answer('Content-Length : 5'),
  'a header without a colon': answer('Nonsense\r\nContent-Length: 5'),
  'a header without a name': answer(': x\r\nContent-Length: 5'),
  'a NUL in a header': answer('X: a\0b\r\nContent-Length: 5'),
  'a carriage return in a header': answer('X: a\rSet-Cookie: b=c\r\nContent-Length: 5'),
  'an escape in a header': answer('X: \x1b[0m\r\nContent-Length: 5'),
  'a space in the name of a header': answer('X Y: a\r\nContent-Length: 5'),
  'a head of 100,000 bytes': answer(`X: ${'x'.repeat(100_000)}\r\nContent-Length: 5`),
  'a head of 20,000 fields': answer(`${'X: a\r\n'.repeat(20_000)}Content-Length: 5`),
  'nothing, and the end': closing(''),
  'nothing, and a reset': resetting(''),
  'half a status line, and the end': closing('HTTP/1.1 20'),
  'half a head, and the end': closing(`${ok}Content-Length: 5\r\nX: `),
  'half a head, and a reset': resetting(`${ok}Content-Length: 5\r\n`),
  'a provisional answer and no other': closing('HTTP/1.1 103 Early Hints\r\n\r\n'),
  'another protocol that nobody asked for': closing(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello',
  ),
}

/** Begun and then cut: nobody takes a part for all. */
const cut: Readonly<Record<string, Behaviour>> = {
  'a body shorter than its length, and the end': closing(answer('Content-Length: 10')),
  'a body shorter than its length, and a reset': resetting(answer('Content-Length: 10')),
  'a chunked body without its end, and the end': closing(`${chunked}5\r\nhello\r\n`),
  'a chunked body without its end, and a reset': resetting(`${chunked}5\r\nhello\r\n`),
  'a chunk shorter than its size, and the end': closing(`${chunked}a\r\nhello`),
  'a chunk without its end': closing(`${chunked}5\r\nhello0\r\n\r\n`),
  'a chunk size that is none': closing(`${chunked}5\r\nhello\r\nx\r\n`),
  'a chunk size with a prefix': closing(`${chunked}5\r\nhello\r\n0x1\r\na\r\n0\r\n\r\n`),
  'a negative chunk size': closing(`${chunked}5\r\nhello\r\n-1\r\n`),
  'a chunk size beyond 64 bits': closing(`${chunked}5\r\nhello\r\n${'f'.repeat(17)}\r\n`),
  'a last chunk without an empty line, and the end': closing(`${chunked}5\r\nhello\r\n0\r\n`),
  'a chunk size with a bare line feed': closing(`${chunked}5\r\nhello\r\n1\na\r\n0\r\n\r\n`),
}

interface Passed {
  readonly status?: number
  readonly body?: string
  readonly check?: (response: RawResponse) => void
}

const lacks =
  (...names: readonly string[]) =>
  (response: RawResponse) => {
    for (const name of names) assert.deepEqual(valuesOf(response, name), [], name)
  }

/** Passed on, for what it is. */
const passed: Readonly<Record<string, readonly [Behaviour, Passed]>> = {
  'a body that the end of the connection ends': [closing(`${ok}X: a\r\n\r\nhello`), { body: 'hello' }],
  'HTTP/1.0 and a body that the end ends': [closing('HTTP/1.0 200 OK\r\n\r\nhello'), { body: 'hello' }],
  'no reason': ['HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello', { body: 'hello' }],
  'a status that nobody knows': ['HTTP/1.1 299 X\r\nContent-Length: 5\r\n\r\nhello', { status: 299, body: 'hello' }],
  'a body with another answer behind': [answer('Content-Length: 5') + poison, { body: 'hello' }],
  'a 204 with a body': [
    `HTTP/1.1 204 No Content\r\nContent-Length: ${poison.length}\r\n\r\n${poison}`,
    { status: 204 },
  ],
  'a 204 with a chunked body': [
    'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    { status: 204 },
  ],
  'a 304 with a body': [
    `HTTP/1.1 304 Not Modified\r\nContent-Length: ${poison.length}\r\n\r\n${poison}`,
    { status: 304 },
  ],
  'provisional answers before': [
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${answer('Content-Length: 5')}`,
    { body: 'hello' },
  ],
  'a thousand provisional answers before': [
    'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000) + answer('Content-Length: 5'),
    { body: 'hello' },
  ],
  'trailers, which are dropped': [
    `${ok}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=b\r\n\r\n`,
    { body: 'hello', check: lacks('x-sum', 'set-cookie', 'trailer') },
  ],
  'chunk extensions': [`${chunked}5;x="y"\r\nhello\r\n0;z\r\n\r\n`, { body: 'hello' }],
  'hop-by-hop headers, which are dropped': [
    answer(
      'Connection: X-Hop\r\nX-Hop: a\r\nKeep-Alive: timeout=999\r\nProxy-Authenticate: Basic\r\nTE: x\r\nContent-Length: 5',
    ),
    { body: 'hello', check: lacks('x-hop', 'proxy-authenticate', 'te') },
  ],
  'an offer to upgrade, which is dropped': [
    answer('Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 5'),
    { body: 'hello', check: lacks('upgrade') },
  ],
  'a request id of its own': [
    answer('Apigw-Requestid: forged\r\napigw-requestid: forged\r\nContent-Length: 5'),
    {
      body: 'hello',
      check: (response) => assert.match(valuesOf(response, 'apigw-requestid').join(), /^[\w-]{15}=$/),
    },
  ],
  'two cookies': [
    answer('Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 5'),
    { body: 'hello', check: (response) => assert.deepEqual(valuesOf(response, 'set-cookie'), ['a=1', 'b=2']) },
  ],
  'bytes above 127 in a header': [
    answer('X: \xc3\xa9\r\nContent-Length: 5'),
    { body: 'hello', check: (response) => assert.deepEqual(valuesOf(response, 'x'), ['\xc3\xa9']) },
  ],
}

describe('a backend that answers', () => {
  const behaviours = Object.entries({
    ...noAnswers,
    ...cut,
    ...Object.fromEntries(Object.entries(passed).map(([name, [behaviour]]) => [name, behaviour])),
  })
  let port = 0
  let api: ServedApi
  let backend: RawBackend
  before(async () => {
    backend = await startRawBackend(({ target }, socket) => {
      const behaviour = behaviours[Number(/^\/case\/(\d+)$/.exec(target)?.[1] ?? -1)]?.[1]
      if (typeof behaviour === 'function') {
        behaviour(socket)
        return undefined
      }
      return behaviour ?? `${ok}Content-Length: ${target.length}\r\n\r\n${target}`
    })
    const poolgate = await openPoolgate()
    port = poolgate.port
    api = await poolgate.create({
      routes: { $default: { to: backend.origin, integration: { TimeoutInMillis: 2000 } } },
    })
  })

  const request = (target: string, method = 'GET') =>
    converse({ port }, `${method} ${target} HTTP/1.1\r\nHost: ${api.host}\r\nConnection: close\r\n\r\n`)
  const ask = (name: string, method = 'GET') =>
    request(`/case/${behaviours.findIndex(([known]) => known === name)}`, method)
  /** Whoever comes next gets the answer to what they asked. */
  const assertUnharmed = async () => {
    for (const target of ['/next/1', '/next/2']) {
      const [response, ...others] = readResponses(await request(target))
      assert.deepEqual([response?.status, response?.body, others], [200, target, []])
    }
    assert.deepEqual(backend.malformed, [])
  }

  for (const name of Object.keys(noAnswers))
    it(`${name} is unavailable`, async () => {
      const before = backend.requests.length
      const [response, ...others] = readResponses(await ask(name))
      assert.deepEqual([response?.status, response?.body], [503, '{"message":"Service Unavailable"}'])
      assert.deepEqual(others, [])
      assert.equal(backend.requests.length, before + 1, 'it was asked once')
      await assertUnharmed()
    })

  for (const name of Object.keys(cut))
    it(`${name} is cut off`, async () => {
      const text = await ask(name)
      assert.throws(() => {
        const [response] = readResponses(text)
        // Nothing was begun yet: then it may be said.
        if (text === '' || response?.status === 503) throw new Error('unavailable')
      }, /is a whole response|unavailable/)
      await assertUnharmed()
    })

  for (const [name, [, expected]] of Object.entries(passed))
    it(`${name} is passed on`, async () => {
      const [response, ...others] = readResponses(await ask(name))
      assert.deepEqual([response?.status, response?.body], [expected.status ?? 200, expected.body ?? ''])
      assert.deepEqual(others, [])
      if (response) expected.check?.(response)
      await assertUnharmed()
    })

  it('HEAD with a body is passed on without it', async () => {
    for (const name of ['a body with another answer behind', 'no reason', 'chunk extensions']) {
      const [response, ...others] = readResponses(await ask(name, 'HEAD'), ['HEAD'])
      assert.deepEqual([response?.status, others], [200, []])
      await assertUnharmed()
    }
  })
})
