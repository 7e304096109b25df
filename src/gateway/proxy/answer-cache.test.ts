import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAnswerCache } from './answer-cache.ts'

const now = new Date('2026-11-22T12:00:00Z')
const yes = { decision: true }

describe('the answers that are remembered', () => {
  it('are told apart by every value of their identity', () => {
    const cache = createAnswerCache(60)
    cache.keep(['a,b', 'c'], yes, now)
    assert.equal(cache.find(['a,b', 'c'], now), yes)
    for (const other of [['a', 'b,c'], ['a,b,c'], ['a,b', 'c', ''], ['c', 'a,b'], []])
      assert.equal(cache.find(other, now), undefined)
  })

  it('are as old as the time between, whichever way the clock was set', () => {
    const cache = createAnswerCache(60)
    cache.keep(['a'], yes, now)
    const at = (seconds: number) => cache.find(['a'], new Date(now.getTime() + seconds * 1000))
    assert.deepEqual([-60, -59, 59, 60].map(at), [undefined, yes, yes, undefined])
  })

  it('are a thousand, the newest ones', () => {
    const cache = createAnswerCache(60)
    for (let index = 0; index < 1001; index++) cache.keep([`${index}`], yes, now)
    assert.equal(cache.find(['0'], now), undefined)
    assert.equal(cache.find(['1'], now), yes)
    cache.keep(['1'], yes, now)
    cache.keep(['1001'], yes, now)
    assert.equal(cache.find(['1'], now), yes, 'what is kept again is new')
    assert.equal(cache.find(['2'], now), undefined)
  })

  it('are none with a TTL of 0', () => {
    const cache = createAnswerCache(0)
    cache.keep(['a'], yes, now)
    assert.equal(cache.find(['a'], now), undefined)
  })
})
