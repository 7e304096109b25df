import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readRequestPath, withoutFirstSegment } from './request-path.ts'

function textsOf(raw: string): string[] | string {
  const path = readRequestPath(raw)
  return 'segments' in path ? path.segments.map(({ text }) => text) : path.explanation
}

describe('a request path', () => {
  for (const [raw, texts] of [
    ['/', []],
    ['/a', ['a']],
    ['/a/', ['a', '']],
    ['//a', ['', 'a']],
    ['/a%2Fb', ['a', 'b']],
    ['/a%2fb/c', ['a', 'b', 'c']],
    ['/%E2%82%AC%20x', ['€ x']],
    ['/a%252e%252e', ['a%2e%2e']],
    ['/a+b;c=1', ['a+b;c=1']],
    ['/...', ['...']],
    ['/a..b', ['a..b']],
    ['/%3Fx', ['?x']],
  ] as const)
    it(`${raw} has the segments ${JSON.stringify(texts)}`, () => assert.deepEqual(textsOf(raw), texts))

  for (const raw of [
    '/../a',
    '/a/..',
    '/a/./b',
    '/%2e%2e/a',
    '/%2E./a',
    '/a%2f..%2fb',
    '/a/..;x/b',
    '/a/.;/b',
    '/a%5c..%5cb',
    '/..%5Ca',
  ])
    it(`${raw} is refused, because a backend could take it for another path`, () => {
      assert.match(String(textsOf(raw)), /dot segment/)
    })

  for (const raw of ['/%', '/%zz', '/%c3%28', '/%C0%AE%C0%AE/a', '/a%2', '/%ff'])
    it(`${raw} is refused, because it does not decode`, () => assert.match(String(textsOf(raw)), /percent-encoding/))

  for (const raw of ['', '*', 'http://host/a', 'a'])
    it(`"${raw}" is refused, because it is no path`, () => assert.match(String(textsOf(raw)), /not a path/))

  for (const raw of ['/a b', '/\u00e9', '/a#b', '/\u0000', '/a\tb', '/\\admin'])
    it(`${JSON.stringify(raw)} is refused, because of a raw character`, () => {
      assert.match(String(textsOf(raw)), /percent-encoded/)
    })

  it('is read or refused, never an exception, and its segments are slices of it', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '%2F', '%2f', '.', '..', '%', '%2e', '\\', ';', '%e2%82%ac'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const path = readRequestPath(`/${pieces.join('')}`)
        if (!('segments' in path)) return
        for (const { text, start, end } of path.segments) {
          assert.equal(decodeURIComponent(path.raw.slice(start, end)), text)
          assert.ok(!text.includes('/') && text !== '..' && text !== '.')
        }
      }),
    )
  })
})

describe('a path below a named stage', () => {
  for (const [raw, rest, texts] of [
    ['/dev', '/', []],
    ['/dev/', '/', []],
    ['/dev/a%20b/c', '/a%20b/c', ['a b', 'c']],
    ['/dev//a', '//a', ['', 'a']],
  ] as const)
    it(`of ${raw} is ${rest}`, () => {
      const path = readRequestPath(raw)
      assert.ok('segments' in path)
      const below = withoutFirstSegment(path)
      assert.equal(below?.raw, rest)
      assert.deepEqual(
        below.segments.map(({ text }) => text),
        texts,
      )
      for (const { text, start, end } of below.segments) assert.equal(decodeURIComponent(rest.slice(start, end)), text)
    })

  it('is none when %2F ends the stage, because such a rest could not be sent on', () => {
    const path = readRequestPath('/dev%2Fa')
    assert.ok('segments' in path)
    assert.equal(withoutFirstSegment(path), undefined)
  })
})
