import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import { isDerSignature } from './ecdsa-signature.ts'

const one = '30060201010201ff'

describe('an ECDSA signature in DER', () => {
  it('is what OpenSSL writes', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (let round = 0; round < 64; round += 1)
      assert.ok(isDerSignature(sign('sha256', Buffer.from([round]), privateKey)))
  })

  for (const [what, hex] of Object.entries({
    'two numbers': '3006020101020102',
    'a number whose first bit is set, behind a zero': '300702020080020101',
  }))
    it(`is ${what}`, () => assert.ok(isDerSignature(Buffer.from(hex, 'hex'))))

  for (const [what, hex] of Object.entries({
    'empty bytes': '',
    'another length of the whole': '3005020101020102',
    'bytes behind it': '300602010102010200',
    'a long form of a length': '308106020101020102',
    'one number': '3003020101',
    'three numbers': '3009020101020102020103',
    'a negative number': one,
    'a zero': '3006020100020102',
    'a zero too many': '300702020001020102',
    'another type': '3006030101020102',
    'a number that is longer than the whole': '3006020901020102',
  }))
    it(`is not ${what}`, () => assert.ok(!isDerSignature(Buffer.from(hex, 'hex'))))
})
