import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentReader } from './kept-documents.ts'

describe('a reader of documents', () => {
  it('parses a text once for each key, and another text of the key anew', () => {
    const read = documentReader<{ readonly n: number }>()
    const first = read('a', '{"n":1}')
    assert.deepEqual(first, { n: 1 })
    assert.equal(read('a', '{"n":1}'), first)
    assert.deepEqual(read('a', '{"n":2}'), { n: 2 })
    assert.deepEqual(read('a', '{"n":1}'), first)
    assert.notEqual(read('b', '{"n":1}'), first)
  })

  it('lets nobody change what others read', () => {
    const { list, map } = documentReader<{ list: { n: number }[]; map: Record<string, string> }>()(
      'a',
      '{"list":[{"n":1}],"map":{}}',
    )
    assert.throws(() => list.push({ n: 2 }), TypeError)
    assert.throws(() => Object.assign(list[0] ?? {}, { n: 2 }), TypeError)
    assert.throws(() => Object.assign(map, { a: 'b' }), TypeError)
  })

  it('forgets the texts of keys that have not changed for long', () => {
    const read = documentReader<{ readonly n: number }>()
    const first = read('first', '{"n":1}')
    for (let n = 0; n < 255; n++) read(`key ${n}`, '{}')
    assert.equal(read('first', '{"n":1}'), first)
    read('one more', '{}')
    assert.notEqual(read('first', '{"n":1}'), first)
  })
})
