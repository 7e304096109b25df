import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isHopeless, readRequestHead, type RequestHead } from './request-head.ts'

const read = (...lines: readonly string[]) => readRequestHead(lines.join('\r\n'))
const badRequest = { status: 400, message: 'Bad Request' }

function accepted(...lines: readonly string[]): RequestHead {
  const head = read(...lines)
  assert.ok(!('status' in head), `refused: ${JSON.stringify(lines)}`)
  return head
}

describe('the head of a request', () => {
  it('is read byte for byte, headers in their order and with their case', () => {
    assert.deepEqual(
      read(
        'POST /a%2Fb/../c?q=\u00e9 HTTP/1.1',
        'Host: h:1',
        'X-A:1',
        'x-a: \t 2 3\t ',
        'Content-Length: 007',
        'Empty:',
      ),
      {
        method: 'POST',
        target: '/a%2Fb/../c?q=\u00e9',
        httpVersion: '1.1',
        headers: [
          ['Host', 'h:1', 'host', 'Host: h:1\r\n'],
          // A line that we would not write like that is not kept.
          ['X-A', '1', 'x-a', undefined],
          ['x-a', '2 3', 'x-a', undefined],
          ['Content-Length', '007', 'content-length', 'Content-Length: 007\r\n'],
          ['Empty', '', 'empty', undefined],
        ],
        host: 'h:1',
        bodyLength: 7,
        keepAlive: true,
        expectsContinue: false,
      },
    )
  })

  it('has no body unless it says so, and a chunked one only if it says exactly that', () => {
    assert.equal(accepted('GET / HTTP/1.1', 'Host: h').bodyLength, 0)
    for (const coding of ['chunked', 'Chunked', ' CHUNKED\t'])
      assert.equal(accepted('POST / HTTP/1.1', 'Host: h', `Transfer-Encoding:${coding}`).bodyLength, undefined)
  })

  it('says whether the connection goes on', () => {
    for (const [version, connection, goesOn] of [
      ['1.1', undefined, true],
      ['1.1', 'close', false],
      ['1.1', 'X-A, Close', false],
      ['1.1', 'keep-alive', true],
      ['1.0', undefined, false],
      ['1.0', 'keep-alive', true],
      ['1.0', 'keep-alive, close', false],
    ] as const) {
      const lines = [
        `GET / HTTP/${version}`,
        'Host: h',
        ...(connection === undefined ? [] : [`Connection: ${connection}`]),
      ]
      assert.equal(accepted(...lines).keepAlive, goesOn, lines.join(' | '))
    }
  })

  it('may wait for 100 Continue, and for nothing else', () => {
    assert.equal(
      accepted('PUT / HTTP/1.1', 'Host: h', 'Content-Length: 1', 'Expect: 100-Continue').expectsContinue,
      true,
    )
    // RFC 9110 section 10.1.1: from HTTP/1.0 it means nothing.
    assert.equal(accepted('PUT / HTTP/1.0', 'Content-Length: 1', 'Expect: 100-continue').expectsContinue, false)
    const refused = { status: 417, message: 'Expectation Failed' }
    assert.deepEqual(read('PUT / HTTP/1.1', 'Host: h', 'Expect: magic'), refused)
    assert.deepEqual(read('PUT / HTTP/1.1', 'Host: h', 'Expect: 100-continue', 'Expect: 100-continue'), refused)
  })

  it('needs no host in HTTP/1.0 alone, and has a target of any form', () => {
    assert.equal(accepted('GET / HTTP/1.0').host, undefined)
    assert.equal(accepted('CONNECT h:443 HTTP/1.1', 'Host: h:443').target, 'h:443')
    assert.equal(accepted('OPTIONS * HTTP/1.1', 'Host: h').target, '*')
    assert.equal(accepted('GET http://h/ HTTP/1.1', 'Host: h').target, 'http://h/')
  })
})

describe('a head that could be read in two ways is refused:', () => {
  const get = 'GET / HTTP/1.1'
  const post = 'POST / HTTP/1.1'
  const refused: Readonly<Record<string, readonly string[]>> = {
    nothing: [''],
    'no version': ['GET /', 'Host: h'],
    'no target': ['GET  HTTP/1.1', 'Host: h'],
    'two spaces before the target': ['GET  / HTTP/1.1', 'Host: h'],
    'two spaces before the version': ['GET /  HTTP/1.1', 'Host: h'],
    'a tab for a space': ['GET\t/ HTTP/1.1', 'Host: h'],
    'a space behind the version': ['GET / HTTP/1.1 ', 'Host: h'],
    'a space in the target': ['GET /a b HTTP/1.1', 'Host: h'],
    'a control character in the target': ['GET /\x01 HTTP/1.1', 'Host: h'],
    'DEL in the target': ['GET /\x7f HTTP/1.1', 'Host: h'],
    'a method in lower case': ['get / HTTP/1.1', 'Host: h'],
    'an unknown method': ['FETCH / HTTP/1.1', 'Host: h'],
    'a version in lower case': ['GET / http/1.1', 'Host: h'],
    'HTTP/2.0': ['GET / HTTP/2.0', 'Host: h'],
    'HTTP/1.2': ['GET / HTTP/1.2', 'Host: h'],
    'HTTP/1.10': ['GET / HTTP/1.10', 'Host: h'],
    'HTTP/01.1': ['GET / HTTP/01.1', 'Host: h'],
    'no host': [get, 'X: y'],
    'two hosts': [get, 'Host: h', 'Host: i'],
    'two hosts that agree': [get, 'Host: h', 'hOST: h'],
    'two hosts in HTTP/1.0': ['GET / HTTP/1.0', 'Host: h', 'Host: h'],
    'a header without a colon': [get, 'Host: h', 'X'],
    'a header without a name': [get, 'Host: h', ': x'],
    'a space before the colon': [get, 'Host : h'],
    'a tab before the colon': [get, 'Host\t: h'],
    'a space before the name': [get, ' Host: h'],
    'a folded line': [get, 'Host: h', 'X: a', ' b'],
    'a folded line by a tab': [get, 'Host: h', 'X: a', '\tb'],
    'an empty line within': [get, '', 'Host: h'],
    'a name with a slash': [get, 'Host: h', 'a/b: c'],
    'a name with parentheses': [get, 'Host: h', 'a(b): c'],
    'a name beyond ASCII': [get, 'Host: h', 'ä: c'],
    'a bare LF': [get, 'Host: h\nX: y'],
    'a bare CR': [get, 'Host: h\rX: y'],
    'a bare LF in the request line': [`${get}\nHost: h`],
    'NUL in a value': [get, 'Host: h', 'X: a\0b'],
    'a vertical tab in a value': [get, 'Host: h', 'X: a\vb'],
    'a form feed before a value': [get, 'Host: h', 'X: \fa'],
    'DEL in a value': [get, 'Host: h', 'X: a\x7f'],
    'an escape in a value': [get, 'Host: h', 'X: a\x1b[0m'],
    'length and chunked': [post, 'Host: h', 'Content-Length: 4', 'Transfer-Encoding: chunked'],
    'chunked and length': [post, 'Host: h', 'Transfer-Encoding: chunked', 'Content-Length: 4'],
    'two lengths': [post, 'Host: h', 'Content-Length: 4', 'Content-Length: 5'],
    'two lengths that agree': [post, 'Host: h', 'Content-Length: 4', 'Content-Length: 4'],
    'a list of lengths': [post, 'Host: h', 'Content-Length: 4, 4'],
    'an empty length': [post, 'Host: h', 'Content-Length: '],
    'a length with a sign': [post, 'Host: h', 'Content-Length: +4'],
    'a negative length': [post, 'Host: h', 'Content-Length: -4'],
    'a length with a fraction': [post, 'Host: h', 'Content-Length: 4.0'],
    'a length with an exponent': [post, 'Host: h', 'Content-Length: 1e1'],
    'a length in hexadecimal': [post, 'Host: h', 'Content-Length: 0x4'],
    'a length with a space within': [post, 'Host: h', 'Content-Length: 4 4'],
    'a length with an underscore': [post, 'Host: h', 'Content-Length: 1_0'],
    'a length beyond every number': [post, 'Host: h', 'Content-Length: 9999999999999999'],
    'a length of other digits': [post, 'Host: h', 'Content-Length: \u00b9'],
    'an empty coding': [post, 'Host: h', 'Transfer-Encoding:'],
    identity: [post, 'Host: h', 'Transfer-Encoding: identity'],
    'two codings before chunked': [post, 'Host: h', 'Transfer-Encoding: gzip, br, chunked'],
    'another coding behind chunked': [post, 'Host: h', 'Transfer-Encoding: chunked, gzip'],
    'chunked thrice': [post, 'Host: h', 'Transfer-Encoding: chunked, chunked, chunked'],
    'two codings': [post, 'Host: h', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
    'a coding with a letter before': [post, 'Host: h', 'Transfer-Encoding: xchunked'],
    'a coding in quotes': [post, 'Host: h', 'Transfer-Encoding: "chunked"'],
    'a coding with a parameter': [post, 'Host: h', 'Transfer-Encoding: chunked;x=y'],
    'a coding by a long s': [post, 'Host: h', 'Tran\u017fer-Encoding: chunked'],
    'chunked in HTTP/1.0': ['POST / HTTP/1.0', 'Host: h', 'Transfer-Encoding: chunked'],
  }
  for (const [name, lines] of Object.entries(refused)) it(name, () => assert.deepEqual(read(...lines), badRequest))
})

describe('whatever the bytes,', () => {
  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) })
  const piece = fc.oneof(
    bytes,
    fc.constantFrom(
      'GET',
      ' ',
      '/',
      ' HTTP/1.1',
      '\r\n',
      '\n',
      ':',
      'Host: h',
      'Content-Length: 1',
      'Transfer-Encoding: chunked',
      '\t',
    ),
  )

  it('what is accepted writes itself back to what was read', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = `GET /a HTTP/1.1\r\nHost: h\r\n${pieces.join('')}`
        const head = readRequestHead(text)
        if ('status' in head) return
        const lines = head.headers.map(([name, value]) => `${name}:${value}`)
        const normal = text
          .replaceAll(/:[ \t]+/g, ':')
          .replaceAll(/[ \t]+(?=\r\n|$)/g, '')
          .replace(/\r\n$/, '')
        assert.equal(
          [`${head.method} ${head.target} HTTP/${head.httpVersion}`, ...lines].join('\r\n').replaceAll(/:[ \t]+/g, ':'),
          normal,
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('nothing is hopeless that may still become a head', () => {
    const text = 'OPTIONS /a?b HTTP/1.1\r\nHost: h\r\nX-Y: \t z \u00ff\r\nContent-Length: 3\r\n\r'
    for (let end = 0; end <= text.length; end++) assert.equal(isHopeless(text.slice(0, end)), false, text.slice(0, end))
  })
})

it('what can become no head any more is hopeless before its end', () => {
  for (const text of [
    'get',
    'G@',
    '\0',
    'FETCH /',
    'GET / HTTP/1.1\n',
    'GET / HTTP/1.1\r\nA: b\rC',
    'GET / HTTP/1.1\r\nA: \x01',
    '\n',
  ])
    assert.equal(isHopeless(text), true, JSON.stringify(text))
})
