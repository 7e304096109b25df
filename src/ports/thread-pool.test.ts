import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { computationsAtOnce, widenThreadPool } from './thread-pool.ts'

function widened(cores: number, env: NodeJS.ProcessEnv = {}): number {
  widenThreadPool(env, cores)
  return computationsAtOnce(env, cores)
}

describe('the thread pool', () => {
  it('computes on every core, however many there are', () => {
    for (const cores of [1, 2, 3, 4, 8, 64]) assert.equal(widened(cores), cores)
  })

  it('keeps a thread for files and names where it was not widened', () => {
    for (const cores of [4, 8]) assert.equal(computationsAtOnce({}, cores), 3)
  })

  it('is as wide as the operator has it', () => {
    assert.equal(widened(8, { UV_THREADPOOL_SIZE: '3' }), 2)
    assert.equal(widened(8, { UV_THREADPOOL_SIZE: '1' }), 1)
  })
})
