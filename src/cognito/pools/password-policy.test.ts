import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenPasswordRule, defaultPasswordPolicy } from './password-policy.ts'

test('the default policy accepts eight characters of all four kinds', () => {
  assert.equal(brokenPasswordRule(defaultPasswordPolicy, 'S3cure!!'), undefined)
})

const refusals: readonly (readonly [string, string])[] = [
  ['S3cure!', 'Password did not conform with policy: Password not long enough'],
  ['s3cure!!', 'Password did not conform with policy: Password must have uppercase characters'],
  ['S3CURE!!', 'Password did not conform with policy: Password must have lowercase characters'],
  ['Secure!!', 'Password did not conform with policy: Password must have numeric characters'],
  ['S3cureee', 'Password did not conform with policy: Password must have symbol characters'],
]
for (const [password, text] of refusals)
  test(`the default policy answers "${text}" to ${password}`, () => {
    assert.equal(brokenPasswordRule(defaultPasswordPolicy, password), text)
  })

test('only the first broken rule is named', () => {
  assert.match(brokenPasswordRule(defaultPasswordPolicy, 'x') ?? '', /not long enough$/)
})

test('a policy without requirements asks for its length alone', () => {
  const policy = { MinimumLength: 6 }
  assert.equal(brokenPasswordRule(policy, 'aaaaaa'), undefined)
  assert.match(brokenPasswordRule(policy, 'aaaaa') ?? '', /not long enough$/)
})

test('letters and digits beyond basic Latin satisfy no requirement', () => {
  assert.match(brokenPasswordRule(defaultPasswordPolicy, 'Äbcdefg1!') ?? '', /uppercase/)
})

for (const symbol of '^$*.[]{}()?-"!@#%&/\\,><\':;|_~`+=')
  test(`${symbol} counts as a symbol`, () => {
    assert.equal(brokenPasswordRule(defaultPasswordPolicy, `Abcdefg1${symbol}`), undefined)
  })
