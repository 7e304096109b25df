import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readToken } from './token.ts'

describe('a token in a text', () => {
  it('is what stands there, whatever was read before that has the same place', () => {
    // The first, the middle and the last letter give the place: all of these share one.
    for (const text of ['abcde', 'aBcDe', 'axcye', 'abcde', 'axcye'])
      assert.deepEqual(readToken(`${text}: 1`, 0, 5), { text, lower: text.toLowerCase() })
  })

  it('is found again within another text, and not where the text ends before it does', () => {
    assert.equal(readToken('x-header: 1\r\nX-Header: 2', 13, 21)?.text, 'X-Header')
    assert.equal(readToken('x-header', 0, 8)?.text, 'x-header')
    assert.equal(readToken('x-head', 0, 6)?.text, 'x-head')
  })

  it('may be of any length but none', () => {
    assert.equal(readToken(''), undefined)
    assert.equal(readToken('a: b', 1, 1), undefined)
    for (const length of [1, 64, 65, 1000]) assert.equal(readToken('A'.repeat(length))?.lower, 'a'.repeat(length))
  })

  it('is none with any other character, however often it is asked for', () => {
    const letter = fc.constantFrom('a', 'A', '-', '~', ' ', ':', '\t', '\r', '\0', '\u007f', '\u00e9', '"')
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 6 }), fc.nat(3), (letters, before) => {
        const text = letters.join('')
        const expected = /^[aA~-]+$/.test(text) ? { text, lower: text.toLowerCase() } : undefined
        const around = `${' '.repeat(before)}${text}: `
        for (let time = 0; time < 2; time++) assert.deepEqual(readToken(around, before, before + text.length), expected)
      }),
    )
  })
})
