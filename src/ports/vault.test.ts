import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from './random.ts'
import { createVault } from './vault.ts'

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
})
