import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { AliasRecord, KeyRecord, KeyStore } from '../kms/store.ts'
import { keyStore } from './kms.ts'
import type { Database } from './sql.ts'

const key: KeyRecord = {
  region: 'eu-west-1',
  id: '00000000-0000-4000-8000-000000000001',
  version: 1,
  createdAt: new Date('2026-11-22T10:00:00.123Z'),
  description: 'codes',
  isEnabled: true,
  policy: '{}',
  tags: { team: 'a' },
  rotation: { periodInDays: 365, next: new Date('2027-11-22T10:00:00.123Z') },
  deletion: { at: new Date('2026-12-22T10:00:00Z'), pendingWindowInDays: 30 },
  materials: ['c2VhbGVk'],
}
const other: KeyRecord = { ...key, id: '00000000-0000-4000-8000-000000000002' }
const alias: AliasRecord = {
  region: 'eu-west-1',
  name: 'alias/codes',
  keyId: key.id,
  createdAt: new Date(5),
  updatedAt: new Date(5),
}

/** What every store of keys must do, whatever the database. `open` gives an empty, migrated one. */
export function keyStoreConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<KeyStore> => {
    const database = await open()
    t.after(() => database.close())
    const store = keyStore(database)
    for (const each of [key, other]) await store.insertKey(each)
    return store
  }

  describe(`the store of keys on ${name}`, () => {
    it('keeps a key as it is, in its region', async (t) => {
      const store = await openStore(t)
      assert.deepEqual(await store.findKey('eu-west-1', key.id), key)
      assert.equal(await store.findKey('us-east-1', key.id), undefined)
      assert.deepEqual(await store.listKeys('eu-west-1', { limit: 1 }), [key])
      assert.deepEqual(await store.listKeys('eu-west-1', { limit: 5, after: key.id }), [other])
    })

    it('replaces what nobody has changed meanwhile', async (t) => {
      const store = await openStore(t)
      const { deletion: _deletion, rotation: _rotation, ...plain } = key
      const next = { ...plain, version: 2, materials: ['YQ==', 'Yg=='] }
      const replaced = await Promise.all([store.replaceKey(next, key), store.replaceKey(next, key)])
      assert.deepEqual(new Set(replaced), new Set([true, false]))
      assert.deepEqual(await store.findKey('eu-west-1', key.id), next)
    })

    it('deletes a key that nobody has changed, with its aliases', async (t) => {
      const store = await openStore(t)
      await store.insertAlias(alias)
      await store.deleteKey({ ...key, version: 2 })
      assert.deepEqual(await store.findAlias('eu-west-1', 'alias/codes'), alias)
      await store.deleteKey(key)
      assert.equal(await store.findKey('eu-west-1', key.id), undefined)
      assert.equal(await store.findAlias('eu-west-1', 'alias/codes'), undefined)
    })

    it('keeps one alias of a name in each region', async (t) => {
      const store = await openStore(t)
      const inserted = await Promise.all([store.insertAlias(alias), store.insertAlias(alias)])
      assert.deepEqual(new Set(inserted), new Set([true, false]))
      await store.insertAlias({ ...alias, name: 'alias/other', keyId: other.id })
      const names = async (keyId?: string) =>
        (await store.listAliases('eu-west-1', { limit: 9 }, keyId)).map(({ name: each }) => each)
      assert.deepEqual(await names(), ['alias/codes', 'alias/other'])
      assert.deepEqual(await names(other.id), ['alias/other'])
      assert.equal((await store.listAliases('eu-west-1', { limit: 9, after: 'alias/codes' })).length, 1)
    })

    it('points an alias elsewhere, and deletes it once', async (t) => {
      const store = await openStore(t)
      await store.insertAlias(alias)
      const target = { keyId: other.id, updatedAt: new Date(9) }
      assert.equal(await store.updateAlias('eu-west-1', 'alias/codes', target), true)
      assert.equal(await store.updateAlias('eu-west-1', 'alias/none', target), false)
      assert.deepEqual(await store.findAlias('eu-west-1', 'alias/codes'), { ...alias, ...target })
      assert.equal(await store.deleteAlias('eu-west-1', 'alias/codes'), true)
      assert.equal(await store.deleteAlias('eu-west-1', 'alias/codes'), false)
    })
  })
}
