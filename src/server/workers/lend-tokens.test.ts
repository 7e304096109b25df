import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { lendTokens } from './lend-tokens.ts'

const limits = { rate: 100, burst: 64 }

function openLender(count = 2) {
  const clock = { time: 0 }
  return { clock, lender: lendTokens(count, () => clock.time) }
}

describe('tokens that are lent to workers', () => {
  it('go to those that wait, and some ahead to the worker, but no more than an eighth to all workers', () => {
    const { lender } = openLender()
    const question = { name: 'a', limits, held: 0, waiting: 1 }
    assert.deepEqual(lender.lend(1, question), { taken: 1, ahead: 4, emptyFor: 0 })
    assert.deepEqual(lender.lend(2, { ...question, waiting: 60 }), { taken: 59, ahead: 0, emptyFor: 10 })
  })

  it('are none ahead where the limit is low', () => {
    const { lender, clock } = openLender()
    const question = { name: 'a', limits: { rate: 10, burst: 2 }, held: 0, waiting: 1 }
    assert.deepEqual(lender.lend(1, question), { taken: 1, ahead: 0, emptyFor: 0 })
    assert.deepEqual(lender.lend(2, question), { taken: 1, ahead: 0, emptyFor: 0 })
    assert.deepEqual(lender.lend(1, question), { taken: 0, ahead: 0, emptyFor: 100 })
    clock.time = 100
    assert.deepEqual(lender.lend(2, question), { taken: 1, ahead: 0, emptyFor: 0 })
  })

  it('are each bucket`s own', () => {
    const { lender } = openLender()
    const question = { name: 'a', limits: { rate: 1, burst: 1 }, held: 0, waiting: 1 }
    assert.equal(lender.lend(1, question).taken, 1)
    assert.equal(lender.lend(1, question).taken, 0)
    assert.equal(lender.lend(1, { ...question, name: 'b' }).taken, 1)
  })

  it('are none of a bucket whose rate or burst is 0', () => {
    const { lender } = openLender()
    for (const none of [
      { rate: 0, burst: 5 },
      { rate: 5, burst: 0 },
    ])
      assert.equal(lender.lend(1, { name: 'a', limits: none, held: 0, waiting: 1 }).taken, 0)
  })

  it('are in the bucket again when the worker that had them ahead is gone', () => {
    const { lender, clock } = openLender()
    const { ahead } = lender.lend(1, { name: 'a', limits, held: 0, waiting: 1 })
    assert.ok(ahead > 0)
    clock.time = 10_000
    const all = { name: 'a', limits, held: 0, waiting: 64 }
    assert.equal(lender.lend(2, all).taken, 64 - ahead)
    lender.leave(1)
    clock.time = 20_000
    assert.equal(lender.lend(2, all).taken, 64)
  })

  it('are none in place of those that a worker had ahead until now', () => {
    const { lender, clock } = openLender()
    const { ahead } = lender.lend(1, { name: 'a', limits, held: 0, waiting: 1 })
    clock.time = 10_000
    // It has used them all in this moment: they were the bucket's.
    assert.equal(lender.lend(1, { name: 'a', limits, held: 0, waiting: 64 }).taken, 64 - ahead)
  })

  it('are never more in any time than one bucket would give, however workers ask', () => {
    const request = fc.record({
      worker: fc.integer({ min: 0, max: 3 }),
      after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5000 })),
      requests: fc.integer({ min: 0, max: 400 }),
    })
    const someLimits = fc.record({ rate: fc.integer({ min: 1, max: 5000 }), burst: fc.integer({ min: 1, max: 500 }) })
    const holds = fc.property(someLimits, fc.array(request, { maxLength: 100 }), (own, requests) => {
      const { lender, clock } = openLender(4)
      const held = [0, 0, 0, 0]
      const passed: { readonly time: number; readonly count: number }[] = []
      for (const { worker, after, requests: wanted } of requests) {
        clock.time += after
        const fromHeld = Math.min(held[worker]!, wanted)
        held[worker]! -= fromHeld
        const lent = lender.lend(worker, { name: 'a', limits: own, held: held[worker]!, waiting: wanted - fromHeld })
        held[worker]! += lent.ahead
        passed.push({ time: clock.time, count: fromHeld + lent.taken })
      }
      for (let from = 0; from < passed.length; from++) {
        let count = 0
        for (const each of passed.slice(from)) {
          count += each.count
          const seconds = (each.time - passed[from]!.time) / 1000
          assert.ok(count <= own.burst + seconds * own.rate + 1e-6, `${count} in ${seconds} s`)
        }
      }
    })
    fc.assert(holds)
  })
})
