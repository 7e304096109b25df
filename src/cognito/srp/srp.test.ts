import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { numberOf, padded, power, prime } from './group.ts'
import { createVerifier, scrambler, serverKey, serverPublic, signClaim } from './srp.ts'
import { srpIdentity } from './verifiers.ts'

const vector: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/srp-vector.json', import.meta.url), 'utf8'),
)
const text = (name: string): string => vector[name] ?? assert.fail(`the vector has no ${name}`)
const number = (name: string): bigint => BigInt(`0x${text(name)}`)

const identity = srpIdentity({ id: text('pool_id') }, text('user_id_for_srp'))

describe('SRP', () => {
  it('computes what the published algorithm computes', () => {
    const made = createVerifier(identity, Buffer.from(text('salt_hex'), 'hex'), text('password'))
    assert.equal(prime, number('N_hex'))
    assert.equal(made.verifier, number('verifier_hex'))
    const [clientPublic, serverSecret] = [number('A_hex'), number('b_hex')]
    assert.equal(serverPublic(made.verifier, serverSecret), number('B_hex'))
    const u = scrambler(clientPublic, number('B_hex'))
    assert.equal(u, number('u_hex'))
    const key = serverKey({ verifier: made.verifier, clientPublic, serverSecret, scrambler: u })
    assert.equal(key.toString('hex'), text('hkdf_key_hex'))
    const block = Buffer.from(text('secret_block_b64'), 'base64')
    const signature = signClaim(key, identity, block, text('timestamp'))
    assert.equal(signature.toString('base64'), text('password_claim_signature'))
  })

  it('reads a salt as a number, whose leading zeros do not count', () => {
    const withZeros = createVerifier(identity, Buffer.from('0000ff01', 'hex'), 'S3cure!!')
    assert.equal(withZeros.verifier, createVerifier(identity, Buffer.from('ff01', 'hex'), 'S3cure!!').verifier)
  })

  it('writes numbers as Java does', () => {
    const written = [0n, 1n, 0x7fn, 0x80n, 0xfffn, 0x8000n].map((n) => padded(n).toString('hex'))
    assert.deepEqual(written, ['00', '01', '7f', '0080', '0fff', '008000'])
  })

  it('raises to a power, whatever the base and the exponent', () => {
    const slowly = (base: bigint, exponent: bigint): bigint =>
      exponent === 0n ? 1n : (slowly(base, exponent >> 1n) ** 2n * (exponent & 1n ? base : 1n)) % prime
    const bases = [0n, 1n, 2n, 3n, number('A_hex'), prime - 2n, prime - 1n]
    for (const base of bases)
      for (const exponent of [1n, 2n, 255n, number('x_hex'), number('a_hex')])
        assert.equal(power(base, exponent), slowly(base, exponent))
  })

  it('reads bytes as a number', () => {
    assert.deepEqual([numberOf(Buffer.of()), numberOf(Buffer.of(0, 1)), numberOf(Buffer.of(255, 0))], [0n, 1n, 65_280n])
  })
})
