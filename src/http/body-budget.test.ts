import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createBodyBudget } from './body-budget.ts'

const free = 64 * 1024

describe('the memory of bodies on their way', () => {
  it('is bounded for all together, and is there again when one is complete', () => {
    const budget = createBodyBudget(1000)
    const [one, other] = [budget.open(), budget.open()]
    assert.equal(one.take(free + 600), true)
    assert.equal(other.take(free + 401), false)
    one.close()
    assert.equal(budget.open().take(free + 1000), true)
  })

  it('counts a body from its 64th KiB on, however it comes', () => {
    const budget = createBodyBudget(1000)
    assert.equal(budget.open().take(free + 1000), true)
    const [small, growing] = [budget.open(), budget.open()]
    assert.equal(small.take(free), true)
    for (let sent = 0; sent < free; sent += 1024) assert.equal(growing.take(1024), true)
    assert.equal(growing.take(1), false)
  })

  it('counts nothing twice that is closed twice', () => {
    const budget = createBodyBudget(1000)
    const account = budget.open()
    account.take(free + 1000)
    account.close()
    account.close()
    assert.equal(budget.open().take(free + 1001), false)
  })
})
