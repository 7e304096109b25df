import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { maskEmail } from './messages.ts'

describe('a masked e-mail address', () => {
  it('shows the first character of each part and three stars', () => {
    assert.equal(maskEmail('jane@example.com'), 'j***@e***')
    assert.equal(maskEmail('😀x@ü.example'), '😀***@ü***')
  })
})
