import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from './random.ts'
import { createChangingVault, createResealing, createVault, markOf } from './vault.ts'

const vaultOf = (seed: string) => createVault(seededRandom(seed).bytes(32), seededRandom('nonces'))

describe('the vault', () => {
  it('opens what it sealed, only for the same purpose, under the same key and unchanged', () => {
    const sealed = vaultOf('key').seal('secret', 'purpose')
    assert.equal(vaultOf('key').open(sealed, 'purpose').toString(), 'secret')
    assert.throws(() => vaultOf('key').open(sealed, 'other purpose'))
    assert.throws(() => vaultOf('other key').open(sealed, 'purpose'))
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.throws(() => vaultOf('key').open(changed, 'purpose'))
    }
    assert.throws(() => vaultOf('key').open(Buffer.alloc(0), 'purpose'))
  })

  it('gives a text the same fingerprint for the same purpose and key, and another one otherwise', () => {
    const fingerprint = vaultOf('key').fingerprint('123456', 'code')
    assert.match(fingerprint, /^[0-9a-f]{64}$/)
    assert.equal(vaultOf('key').fingerprint('123456', 'code'), fingerprint)
    assert.notEqual(vaultOf('key').fingerprint('123456', 'other'), fingerprint)
    assert.notEqual(vaultOf('other key').fingerprint('123456', 'code'), fingerprint)
    assert.notEqual(vaultOf('key').fingerprint('123457', 'code'), fingerprint)
  })

  it('opens what earlier keys sealed, and seals with the present one, which is known by its mark', () => {
    const [first, second] = [seededRandom('first').bytes(32), seededRandom('second').bytes(32)]
    const random = seededRandom('nonces')
    const old = createVault(first, random).seal('old', 'purpose')
    const vault = createChangingVault({ sealing: second, earlier: [first] }, random)
    assert.equal(vault.open(old, 'purpose').toString(), 'old')
    const young = vault.seal('young', 'purpose')
    assert.ok(young.toString('base64').startsWith(markOf(second).toString('base64')))
    vault.use({ sealing: second })
    assert.throws(() => vault.open(old, 'purpose'))
    assert.equal(vault.open(young, 'purpose').toString(), 'young')
  })

  it('has a value sealed anew for its purpose alone, by who does not know that', () => {
    const [first, second] = [seededRandom('first').bytes(32), seededRandom('second').bytes(32)]
    const random = seededRandom('nonces')
    const sealed = createVault(first, random).seal('secret', 'purpose')
    const resealing = createResealing(first, second, random)
    assert.ok(sealed.subarray(0, 6).equals(resealing.mark))
    const vault = createVault(second, random)
    assert.equal(vault.open(resealing.reseal(sealed), 'purpose').toString(), 'secret')
    assert.throws(() => vault.open(resealing.reseal(sealed), 'other purpose'))
    const changed = Buffer.from(sealed)
    changed[10] = (changed[10] ?? 0) ^ 1
    assert.throws(() => resealing.reseal(changed))
  })
})
