import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { rawTarget } from '../../support/raw-requests.ts'

/* Whatever bytes come, in whatever pieces: promise P4. */

const whole = fc.constantFrom(
  'GET /1 HTTP/1.1\r\nHost: HOST\r\n\r\n',
  'GET /2?a=b HTTP/1.1\r\nHost: HOST\r\nX-Key: value\r\nAccept: */*\r\n\r\n',
  'POST /3 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhello',
  'PUT /4 HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nX-Trailer: t\r\n\r\n',
  'GET /admin/5 HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer a.b.c\r\n\r\n',
  'POST /6 HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok',
  'HEAD /7 HTTP/1.0\r\nHost: HOST\r\nConnection: keep-alive\r\n\r\n',
  'GET /_poolgate/health HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n',
)
const fragments = [
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  ':',
  '\0',
  '0',
  '5',
  'chunked',
  ', ',
  ';',
  '/',
  '..',
  '%2e',
  '%2f',
  '\\',
]
  .concat(['0\r\n\r\n', 'Content-Length: 0\r\n', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n'])
  .concat(['Connection: close\r\n', 'GET /smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n', 'HTTP/1.1', 'HTTP/1.0'])
  .concat(['Host: evil\r\n', '\xff', '\x80'])
/** One change: some characters at a place are others. */
const change = fc.record({ place: fc.nat(), remove: fc.nat(4), insert: fc.constantFrom('', ...fragments) })

/** Sends bytes in pieces; resolves with what came back once the server closes, or goes on waiting for more. */
function talk(port: number, bytes: string, cuts: readonly number[]): Promise<string> {
  return new Promise((resolve) => {
    let received = ''
    const places = [...new Set(cuts.map((cut) => cut % bytes.length)), 0, bytes.length].toSorted((a, b) => a - b)
    const pieces = places.slice(1).map((end, index) => bytes.slice(places[index], end))
    const socket = connect(port, '127.0.0.1').setNoDelay()
    const write = (index: number): void => {
      if (index < pieces.length) socket.write(pieces[index] ?? '', 'latin1', () => setImmediate(write, index + 1))
    }
    const timer = setTimeout(() => socket.destroy(), 500)
    socket.on('connect', () => write(0)).on('error', () => {})
    socket.setEncoding('latin1').on('data', (text: string) => (received += text))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(received)
    })
  })
}

describe('any bytes', () => {
  it('become well-formed requests to a backend, each answered to its client, or none', async () => {
    const { host, port, backend } = await rawTarget()
    const bytes = fc
      .tuple(fc.array(whole, { minLength: 1, maxLength: 3 }), fc.array(change, { maxLength: 3 }))
      .map(([requests, changes]) =>
        changes.reduce((text, { place, remove, insert }) => {
          const at = place % text.length
          return text.slice(0, at) + insert + text.slice(at + remove)
        }, requests.join('')),
      )
    const last = 'GET /last HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(), { maxLength: 3 }), async (text, cuts) => {
        backend.requests.splice(0)
        const sent = (text + last).replaceAll('HOST', host).replaceAll('PORT', String(port))
        const received = await talk(port, sent, cuts)
        assert.deepEqual(backend.malformed, [])
        const lines = received.match(/^HTTP\/1\.1 \d{3} /gm) ?? []
        const ends = lines.filter((line) => !line.startsWith('HTTP/1.1 1'))
        // Not more requests than the bytes have beginnings of some, and no answer without a request.
        const beginnings = sent.match(/(GET|POST|PUT|HEAD) /g)?.length ?? 0
        assert.ok(backend.requests.length <= beginnings, `${backend.requests.length} of ${beginnings}`)
        assert.ok(ends.length <= beginnings + 1, received)
        assert.ok(ends.filter((line) => line.startsWith('HTTP/1.1 5')).length === 0, received)
        for (const { target } of backend.requests) assert.ok(!target.startsWith('/admin'), target)
      }),
      { numRuns: 200, seed: 20261122 },
    )
  })
})
