import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBody } from './checksums.ts'

/** Of `123456789`: the check values of the CRC catalogue (reveng.sourceforge.io), and digests of RFC 1321, 3174 and 6234. */
const right = {
  ContentMD5: '25f9e794323b453885f5181f1b624d0b',
  ChecksumCRC32: 'cbf43926',
  ChecksumCRC32C: 'e3069283',
  ChecksumCRC64NVME: 'ae8b14860a799888',
  ChecksumSHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  ChecksumSHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}
const body = Buffer.from('123456789')
const context = {
  fail: (code: string, text: string): never => {
    throw new Error(`${code} ${text}`)
  },
}

for (const [name, hex] of Object.entries(right))
  test(`a body is what its ${name} says, or is refused`, () => {
    const said = { [name]: Buffer.from(hex, 'hex').toString('base64') }
    checkBody(body, said, context)
    const refusal = { message: `BadDigest The ${name} you specified did not match what we received.` }
    assert.throws(() => checkBody(Buffer.from('123456780'), said, context), refusal)
    assert.throws(() => checkBody(body, { [name]: 'AAAA' }, context), refusal)
  })
