import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { readVerificationKey, type VerificationKey } from './verification-key.ts'
import { isSignedBy } from './verify-signature.ts'

interface Vector {
  readonly name: string
  readonly alg: string
  readonly key: VerificationKey
  readonly message: Buffer
  readonly signature: Buffer
  readonly result: string
}

function readVectors(): Vector[] {
  const vectors: Vector[] = []
  let alg = ''
  let key: VerificationKey | undefined
  for (const line of readFileSync('test/fixtures/wycheproof-rsa.tsv', 'latin1').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [first = '', second = '', third = '', fourth = ''] = line.split('\t')
    if (first === 'key') {
      alg = second
      key = readVerificationKey({ kid: 'k', kty: 'RSA', n: third, e: fourth })
      continue
    }
    assert.ok(key, `the key of vector ${first} for ${alg} is accepted`)
    const [message, signature] = [Buffer.from(third, 'base64url'), Buffer.from(fourth, 'base64url')]
    vectors.push({ name: `${alg} vector ${first}`, alg, key, message, signature, result: second })
  }
  return vectors
}

describe("Wycheproof's verdict on RSA signatures", () => {
  const vectors = readVectors()

  it('is ours on each of the 776 vectors', () => {
    assert.equal(vectors.length, 776)
    for (const { name, alg, key, message, signature, result } of vectors) {
      // "acceptable" is an encoding without its NULL, which RFC 8017 has no place for.
      assert.equal(isSignedBy(key, alg, message, signature), result === 'valid', `${name} is ${result}`)
    }
  })

  it('is no verdict on the same signature under another algorithm', () => {
    for (const { name, alg, key, message, signature } of vectors.filter(({ result }) => result === 'valid'))
      for (const other of [
        'RS256',
        'RS384',
        'RS512',
        'PS256',
        'HS256',
        'ES256',
        'none',
        '',
        undefined,
        null,
        ['RS256'],
      ])
        assert.equal(isSignedBy(key, other, message, signature), other === alg, `${name} under ${String(other)}`)
  })
})
