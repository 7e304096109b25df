import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { manualClock } from '../../ports/clock.ts'
import { reusedKeyPairs } from '../../ports/key-pairs.ts'
import { seededRandom } from '../../ports/random.ts'
import { createVault } from '../../ports/vault.ts'
import { createSigningKeys, openSigningKeys } from './signing-keys.ts'
import type { SigningKeyRecord } from '../store.ts'

const poolId = 'us-east-1_AbCdEfGhI'

async function makeKeys() {
  const random = seededRandom('signing keys')
  const vault = createVault(random.bytes(32), random)
  const now = new Date('2026-11-22T10:00:00Z')
  const records = await createSigningKeys(poolId, { keyPairs: reusedKeyPairs, random, vault, now })
  const store = {
    reads: 0,
    records: new Map<string, readonly SigningKeyRecord[]>([[poolId, records]]),
    listSigningKeys: async (id: string) => {
      store.reads++
      return store.records.get(id) ?? []
    },
  }
  const clock = manualClock('2026-11-22T10:00:00Z')
  return { records, vault, store, clock, keys: openSigningKeys({ store, vault, clock }) }
}

describe('the signing keys of a pool', () => {
  it('are two, one for ID and one for access tokens, with ids of 44 base64 characters', async () => {
    const { records } = await makeKeys()
    assert.deepEqual(records.map(({ use }) => use).sort(), ['access', 'id'])
    for (const { kid } of records) assert.match(kid, /^[A-Za-z0-9+/]{43}=$/)
    assert.equal(new Set(records.map(({ kid }) => kid)).size, 2)
  })

  it('are RSA keys of 2048 bits that only the vault can open, and only under their own id', async () => {
    const { records, vault } = await makeKeys()
    for (const { kid, sealedPrivateKey } of records) {
      assert.throws(() => createPrivateKey({ key: Buffer.from(sealedPrivateKey), type: 'pkcs8', format: 'der' }))
      assert.throws(() => vault.open(sealedPrivateKey, 'signing-key/another'))
      const key = createPrivateKey({
        key: vault.open(sealedPrivateKey, `signing-key/${kid}`),
        type: 'pkcs8',
        format: 'der',
      })
      assert.deepEqual(key.asymmetricKeyDetails, { modulusLength: 2048, publicExponent: 65_537n })
    }
  })

  it('sign with RS256 under a header of kid and alg alone, slashes escaped', async () => {
    const { keys } = await makeKeys()
    const signer = await keys.signer(poolId, 'access')
    const token = await signer.sign({ iss: 'https://a/b', n: 1 })
    const [header = '', payload = '', signature = ''] = token.split('.')
    assert.equal(
      Buffer.from(header, 'base64url').toString(),
      `{"kid":"${signer.kid.replaceAll('/', '\\/')}","alg":"RS256"}`,
    )
    assert.equal(Buffer.from(payload, 'base64url').toString(), String.raw`{"iss":"https:\/\/a\/b","n":1}`)
    const published = (await keys.published(poolId)).find(({ kid }) => kid === signer.kid)
    assert.ok(published)
    const key = createPublicKey({ key: { ...published }, format: 'jwk' })
    assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
  })

  it('differ between ID tokens and access tokens', async () => {
    const { keys } = await makeKeys()
    const [id, access] = [await keys.signer(poolId, 'id'), await keys.signer(poolId, 'access')]
    assert.notEqual(id.kid, access.kid)
    assert.equal((await keys.findKey(poolId, id.kid))?.use, 'id')
    assert.equal((await keys.findKey(poolId, access.kid))?.use, 'access')
    assert.equal(await keys.findKey(poolId, 'unknown'), undefined)
  })

  it('are published as public RSA keys, without anything private', async () => {
    const { keys } = await makeKeys()
    const published = await keys.published(poolId)
    assert.equal(published.length, 2)
    for (const key of published) {
      assert.deepEqual(Object.keys(key), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
      assert.deepEqual([key.alg, key.e, key.kty, key.use], ['RS256', 'AQAB', 'RSA', 'sig'])
    }
  })

  it('are read once, however many ask at the same time', async () => {
    const { keys, store } = await makeKeys()
    await Promise.all([keys.signer(poolId, 'id'), keys.published(poolId), keys.findKey(poolId, 'x')])
    await keys.signer(poolId, 'access')
    assert.equal(store.reads, 1)
  })

  it('are forgotten when asked', async () => {
    const { keys, store } = await makeKeys()
    await keys.signer(poolId, 'id')
    store.records.delete(poolId)
    keys.forget(poolId)
    assert.deepEqual(await keys.published(poolId), [])
    await assert.rejects(keys.signer(poolId, 'id'), { message: `user pool ${poolId} has no id signing key` })
  })

  it('are found that another node has made, at the cost of one read in a second', async () => {
    const { keys, store, vault, clock, records } = await makeKeys()
    assert.equal((await keys.published(poolId)).length, 2)
    const random = seededRandom('another node')
    const made = await createSigningKeys(poolId, { keyPairs: reusedKeyPairs, random, vault, now: clock.now() })
    store.records.set(poolId, [...made, ...records])
    const kid = made[0]?.kid ?? ''
    assert.equal(await keys.findKey(poolId, kid), undefined)
    clock.advance(1000)
    for (const unknown of ['x', 'y']) assert.equal(await keys.findKey(poolId, unknown), undefined)
    assert.equal(store.reads, 2)
    assert.ok(await keys.findKey(poolId, kid))
    assert.equal((await keys.published(poolId)).length, 4)
  })

  it('are looked for again when a pool had none, so that unknown ids take no memory', async () => {
    const { keys, store, records } = await makeKeys()
    assert.deepEqual(await keys.published('us-east-1_later'), [])
    store.records.set('us-east-1_later', records)
    assert.equal((await keys.published('us-east-1_later')).length, 2)
  })

  it('are looked for again after the store failed', async () => {
    const { keys, store } = await makeKeys()
    const { listSigningKeys } = store
    store.listSigningKeys = () => Promise.reject(new Error('no disk'))
    await assert.rejects(keys.published(poolId), { message: 'no disk' })
    store.listSigningKeys = listSigningKeys
    assert.equal((await keys.published(poolId)).length, 2)
  })
})
