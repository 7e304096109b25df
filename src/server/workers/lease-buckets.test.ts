import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { leaseBuckets } from './lease-buckets.ts'
import { type LentTokens, lendTokens, type TokenQuestion } from './lend-tokens.ts'

const now = new Date(0)

/** A bucket of one worker of two, whose every question the test answers by hand. */
function openBucket(limits = { rate: 100, burst: 64 }) {
  const clock = { time: 1000 }
  const questions: (TokenQuestion & PromiseWithResolvers<LentTokens>)[] = []
  const ask = (question: TokenQuestion): Promise<LentTokens> => {
    const asked = { ...question, ...Promise.withResolvers<LentTokens>() }
    questions.push(asked)
    return asked.promise
  }
  const bucket = leaseBuckets({ ask, count: 2, time: () => clock.time, patience: 20 })('a', limits)
  const takeMany = (count: number) => Array.from({ length: count }, async () => bucket.take(now))
  return { bucket, clock, questions, takeMany }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a bucket that workers share', () => {
  it('asks once for all that wait, and gives the next what it got ahead', async () => {
    const { bucket, questions, takeMany } = openBucket()
    const taken = takeMany(3)
    const [asked] = questions
    assert.equal(asked?.waiting, 1)
    asked.resolve({ taken: 1, ahead: 5, emptyFor: 0 })
    assert.deepEqual(await Promise.all(taken), [true, true, true])
    assert.equal(bucket.take(now), true)
    assert.equal(questions.length, 1, 'two of five ahead are left')
  })

  it('asks for more before it is empty, and nobody waits for that', async () => {
    const { bucket, questions } = openBucket()
    const first = bucket.take(now)
    questions[0]?.resolve({ taken: 1, ahead: 4, emptyFor: 0 })
    await first
    await turn()
    for (let count = 0; count < 4; count++) assert.equal(bucket.take(now), true)
    const [, second, ...others] = questions
    assert.deepEqual([second?.held, second?.waiting, others.length], [2, 0, 0])
  })

  it('refuses at once those that come while there is nothing, and asks again then', async () => {
    const { bucket, clock, questions, takeMany } = openBucket()
    const taken = takeMany(3)
    questions[0]?.resolve({ taken: 0, ahead: 0, emptyFor: 10 })
    assert.deepEqual(await Promise.all(taken), [false, false, false])
    await turn()
    clock.time += 9
    assert.equal(bucket.take(now), false)
    assert.equal(questions.length, 1)
    clock.time += 1
    const later = bucket.take(now)
    questions[1]?.resolve({ taken: 1, ahead: 0, emptyFor: 0 })
    assert.equal(await later, true)
  })

  it('goes on with its part while the primary process says nothing, and asks it again', async () => {
    const { bucket, clock, questions, takeMany } = openBucket({ rate: 1, burst: 4 })
    assert.deepEqual(await Promise.all(takeMany(3)), [true, true, false])
    await turn()
    assert.equal(bucket.take(now), false)
    assert.equal(questions.length, 1)
    clock.time += 20
    const again = bucket.take(now)
    questions[1]?.resolve({ taken: 1, ahead: 0, emptyFor: 0 })
    assert.equal(await again, true)
  })

  it('lets as much through on several workers as one would', async () => {
    const clock = { time: 1000 }
    const lender = lendTokens(2, () => clock.time)
    const limits = { rate: 50, burst: 40 }
    const buckets = [1, 2].map((worker) =>
      leaseBuckets({ ask: async (question) => lender.lend(worker, question), count: 2, time: () => clock.time })(
        'a',
        limits,
      ),
    )
    const flood = async (): Promise<number> => {
      let passed = 0
      for (let count = 0; count < 200; count++) for (const bucket of buckets) if (await bucket.take(now)) passed++
      return passed
    }
    assert.equal(await flood(), 40)
    clock.time += 400
    assert.equal(await flood(), 20)
  })
})
