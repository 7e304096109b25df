import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ChunkedDecoder, MalformedChunkError } from './chunked-decoder.ts'

/** Decodes a text given in pieces; `rest` is what does not belong to the body. */
function decode(...pieces: readonly string[]): { data: string; rest: string; isDone: boolean } {
  const decoder = new ChunkedDecoder()
  let data = ''
  let rest = ''
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1')
    const taken = decoder.decode(bytes, (part) => (data += part.toString('latin1')))
    rest += piece.slice(taken)
  }
  return { data, rest, isDone: decoder.isDone }
}

describe('a chunked body', () => {
  it('is its chunks; extensions and trailers are dropped, and what comes behind is not its own', () => {
    const text = '3\r\nabc\r\n0A;x=y;z="1"\r\n0123456789\r\n0\r\nTrailer: x\r\nOther:\r\n\r\nGET /'
    assert.deepEqual(decode(text), { data: 'abc0123456789', rest: 'GET /', isDone: true })
  })

  it('is the same in whatever pieces it comes', () => {
    const body = fc.array(fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', '\u00ff'), minLength: 1 }))
    fc.assert(
      fc.property(body, fc.array(fc.nat(200)), (chunks, cuts) => {
        const text = [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), '0\r\n\r\n'].join('')
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((place, index) => text.slice(places[index], place))
        assert.deepEqual(decode(...pieces), { data: chunks.join(''), rest: '', isDone: true })
      }),
    )
  })
})

describe('a chunked body is refused that has', () => {
  const refused: Readonly<Record<string, string>> = {
    'no size': '\r\nabc\r\n0\r\n\r\n',
    'a size that is none': 'x\r\n',
    'a size with a sign': '+1\r\na\r\n',
    'a negative size': '-1\r\na\r\n',
    'a size with a prefix': '0x1\r\na\r\n',
    'a size with an underscore': '1_0\r\n',
    'a size with a fraction': '1.0\r\n',
    'a size beyond every number': `${'f'.repeat(13)}\r\n`,
    'a space before the size': ' 1\r\na\r\n',
    'a space behind the size': '1 \r\na\r\n',
    'a tab behind the size': '1\t\r\na\r\n',
    'a space before an extension': '1 ;x\r\na\r\n',
    'a bare LF behind the size': '1\na\r\n0\r\n\r\n',
    'a bare CR behind the size': '1\ra\r\n',
    'a bare CR in an extension': '1;a\rb\r\na\r\n',
    'NUL in an extension': '1;a\0\r\na\r\n',
    'a chunk longer than its size': '1\r\nab\r\n0\r\n\r\n',
    'a chunk that ends in a bare LF': '1\r\na\n0\r\n\r\n',
    'a chunk that ends in a bare CR': '1\r\na\r0\r\n\r\n',
    'a last chunk that ends in a bare LF': '0\n\r\n',
    'a trailer that is none': '0\r\nnonsense\r\n\r\n',
    'a trailer with a space before the colon': '0\r\nA : b\r\n\r\n',
    'a folded trailer': '0\r\nA: b\r\n c\r\n\r\n',
    'a trailer that ends in a bare LF': '0\r\nA: b\n\r\n',
    'an end by a bare LF': '0\r\n\n',
    'a size line without end': '1;'.padEnd(2000, 'x'),
    'a trailer without end': `0\r\nA: ${'x'.repeat(20_000)}`,
    'trailers without end': `0\r\n${'A: b\r\n'.repeat(5000)}`,
    'extensions without end': `1;${'x'.repeat(500)}\r\na\r\n`.repeat(40),
  }
  for (const [name, text] of Object.entries(refused))
    it(name, () => {
      assert.throws(() => decode(text), MalformedChunkError)
      assert.throws(() => decode(...text.split('')), MalformedChunkError)
    })
})
