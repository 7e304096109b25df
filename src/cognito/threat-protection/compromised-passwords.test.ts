import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isCompromised } from './compromised-passwords.ts'

describe('a password that everybody knows', () => {
  for (const password of [
    'Password1!',
    'P@ssw0rd',
    'Pa$$word123',
    'Qwerty123!',
    'Summer2026!',
    '1qaz@WSX',
    '11111111',
    '12345678',
  ])
    it(`is ${password}`, () => assert.equal(isCompromised(password), true))
  for (const password of ['S3cure!!', 'correct-horse-battery-staple', 'Passwordless7', 'x'.repeat(256)])
    it(`is not ${password.slice(0, 30)}`, () => assert.equal(isCompromised(password), false))
})
