import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { brokenPasswordRule, defaultPasswordPolicy } from '../pools/password-policy.ts'
import type { PoolRecord } from '../store.ts'
import { createTemporaryPassword } from './temporary-passwords.ts'

function poolWith(MinimumLength: number): PoolRecord {
  const time = new Date('2026-11-22T10:00:00Z')
  const settings = { Policies: { PasswordPolicy: { ...defaultPasswordPolicy, MinimumLength } } }
  return { id: 'p', region: 'r', name: 'n', settings, tags: {}, createdAt: time, modifiedAt: time, revision: 0 }
}

describe('a temporary password', () => {
  it('keeps to the strictest policy of its length, and means nothing in HTML', () => {
    const random = seededRandom('temporary')
    for (const length of [6, 8, 99])
      for (let round = 0; round < 50; round++) {
        const password = createTemporaryPassword(random, poolWith(length))
        const policy = { ...defaultPasswordPolicy, MinimumLength: length }
        assert.equal(brokenPasswordRule(policy, password), undefined, password)
        assert.equal(password.length, Math.max(8, length))
        assert.doesNotMatch(password, /[&<>"'\s]/)
      }
  })
})
