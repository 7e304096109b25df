import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeOfStep, encodeBase32, endOfStep, findStep } from './totp.ts'

const secret = Buffer.from('12345678901234567890')
const at = (seconds: number): Date => new Date(seconds * 1000)

describe('a time-based one-time password', () => {
  it('is that of RFC 6238, appendix B, cut to six digits', () => {
    const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000]
    assert.deepEqual(
      times.map((seconds) => codeOfStep(secret, Math.floor(seconds / 30))),
      ['287082', '081804', '050471', '005924', '279037', '353130'],
    )
  })

  it('is good in its own step, the one before and the one after', () => {
    const code = codeOfStep(secret, 100)
    const outcomes = [2969, 2970, 3000, 3029, 3059, 3060].map((seconds) => findStep(secret, code, at(seconds)))
    assert.deepEqual(outcomes, [undefined, 100, 100, 100, 100, undefined])
    assert.deepEqual(endOfStep(100), at(3060))
  })

  it('is nothing but six digits', () => {
    for (const code of ['', '05047', '0504711', '05047l', '٠٥٠٤٧١'])
      assert.equal(findStep(secret, code, at(1_111_111_111)), undefined)
  })
})

describe('base 32', () => {
  it('is that of RFC 4648, section 10, without padding', () => {
    assert.deepEqual(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => encodeBase32(Buffer.from(text))),
      ['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'],
    )
  })
})
