import assert from 'node:assert/strict'
import { createHash, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { keyPairsAhead, reusedKeyPairs } from './key-pairs.ts'

const fingerprint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')

test('nobody gets the key pair of another, made ahead or not', async () => {
  const source = keyPairsAhead(1)
  const pairs = [await source.take(), await source.take(), await source.take()]
  assert.equal(new Set(pairs.map(({ publicKey }) => fingerprint(publicKey))).size, 3)
  for (const { privateKey } of pairs) assert.equal(privateKey.asymmetricKeyDetails?.modulusLength, 2048)
})

test('reused key pairs repeat, but not one after the other', async () => {
  const [first, second, third, fourth] = [
    await reusedKeyPairs.take(),
    await reusedKeyPairs.take(),
    await reusedKeyPairs.take(),
    await reusedKeyPairs.take(),
  ]
  assert.notEqual(fingerprint(first.publicKey), fingerprint(second.publicKey))
  assert.notEqual(fingerprint(second.publicKey), fingerprint(third.publicKey))
  assert.equal(fingerprint(first.publicKey), fingerprint(fourth.publicKey))
})
