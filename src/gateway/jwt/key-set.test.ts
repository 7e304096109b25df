import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import type { Clock } from '../../ports/clock.ts'
import { createKeySet } from './key-set.ts'

const jwk = (kid: string): object => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
})

describe('keys that were loaded while the clock was ahead', () => {
  it('are loaded anew when it is put right, and trusted no longer than others', async () => {
    let time = Date.parse('2036-11-22T12:00:00Z')
    const clock: Clock = { now: () => new Date(time), time: () => time }
    let [keys, loads] = [[jwk('old')], 0]
    const load = async () => ({ ok: true as const, issuers: ['https://issuer.example.com'], keys, loads: ++loads })
    const keySet = createKeySet(load, { refreshAfter: 300_000, expireAfter: 7_200_000, minInterval: 10_000 }, clock)
    assert.ok((await keySet.find('old')).ok)
    time = Date.parse('2026-11-22T12:00:00Z')
    keys = [jwk('new')]
    assert.ok((await keySet.find('new')).ok)
    assert.equal(keySet.find('old') instanceof Promise, false, 'ten seconds have to pass')
    assert.equal(loads, 2)
  })
})
