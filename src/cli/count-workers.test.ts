import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countWorkers } from './count-workers.ts'

const gibibyte = 1024 ** 3
const machine = { cores: 8, memory: 16 * gibibyte }

describe('the number of workers', () => {
  it('is the number of cores in production, and one in development', () => {
    assert.equal(countWorkers({ mode: 'production' }, machine), 8)
    assert.equal(countWorkers({}, machine), 1)
  })

  it('is what there is memory for, and at least one', () => {
    assert.equal(countWorkers({ mode: 'production' }, { ...machine, memory: gibibyte }), 4)
    assert.equal(countWorkers({ mode: 'production' }, { ...machine, memory: 1 }), 1)
  })

  it('is what the operator says', () => {
    assert.equal(countWorkers({ mode: 'production', workers: 3 }, { cores: 1, memory: 1 }), 3)
  })

  it('is no more than this machine has', () => {
    const count = countWorkers({ mode: 'production' })
    assert.ok(Number.isInteger(count) && count >= 1)
  })
})
