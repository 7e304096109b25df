import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lockMilliseconds } from './password-attempts.ts'

describe('a lockout', () => {
  it('lasts 2^(n-5) seconds after n wrong passwords, from the fifth on and at most 15 minutes', () => {
    assert.deepEqual(
      [0, 1, 4, 5, 6, 7, 14, 15, 16, 5000].map((failures) => lockMilliseconds(failures) / 1000),
      [0, 0, 0, 1, 2, 4, 512, 900, 900, 900],
    )
  })
})
