import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { SecretQuery, SecretRecord, SecretStore } from '../secretsmanager/store.ts'
import { secretStore } from './secretsmanager.ts'
import type { Database } from './sql.ts'

const secret: SecretRecord = {
  region: 'eu-west-1',
  name: 'app/Password',
  suffix: 'a1B2c3',
  revision: 1,
  createdAt: new Date('2026-11-22T10:00:00.123Z'),
  changedAt: new Date('2026-11-22T11:00:00.123Z'),
  accessedOn: new Date('2026-11-22T00:00:00Z'),
  description: 'of the database',
  kmsKeyId: 'alias/app',
  tags: { team: 'a' },
  deletion: { requestedAt: new Date('2026-11-22T12:00:00Z'), at: new Date('2026-12-22T12:00:00Z') },
  versions: [
    { id: 'v1', createdAt: new Date(1), accessedOn: new Date(86_400_000), stages: [], kmsKeyArn: 'arn:key' },
    { id: 'v2', createdAt: new Date(2), stages: ['AWSCURRENT', 'AWSPENDING'] },
  ],
}
const { accessedOn: _on, kmsKeyId: _key, tags: _tags, deletion: _deletion, ...plain } = secret
const value = (versionId: string, text: string) => ({ versionId, sealed: Buffer.from(text) })
const many = 100

/** What every store of secrets must do, whatever the database. `open` gives an empty, migrated one. */
export function secretStoreConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<SecretStore> => {
    const database = await open()
    t.after(() => database.close())
    return secretStore(database)
  }
  const openFilled = async (t: TestContext): Promise<SecretStore> => {
    const store = await openStore(t)
    await store.insertSecret(secret, [value('v1', 'one'), value('v2', 'two')], many)
    return store
  }
  const read = async (store: SecretStore, of: SecretRecord, versionId: string) => {
    const sealed = await store.readValue(of, versionId)
    return sealed && Buffer.from(sealed).toString()
  }

  describe(`the store of secrets on ${name}`, () => {
    it('keeps a secret as it is, in its region, with its values', async (t) => {
      const store = await openFilled(t)
      assert.deepEqual(await store.findSecret('eu-west-1', secret.name), secret)
      assert.equal(await store.findSecret('us-east-1', secret.name), undefined)
      await store.insertSecret({ ...plain, name: 'plain', versions: [] }, [], many)
      assert.deepEqual(await store.findSecret('eu-west-1', 'plain'), { ...plain, name: 'plain', versions: [] })
      assert.deepEqual([await read(store, secret, 'v1'), await read(store, secret, 'v2')], ['one', 'two'])
      assert.equal(await read(store, secret, 'v3'), undefined)
    })

    it('has one of a name in each region, and no more than it may', async (t) => {
      const store = await openStore(t)
      const inserted = await Promise.all([
        store.insertSecret(secret, [value('v1', 'mine')], many),
        store.insertSecret(secret, [value('v1', 'theirs')], many),
      ])
      assert.deepEqual(new Set(inserted), new Set(['inserted', 'exists']))
      assert.equal(await store.insertSecret({ ...secret, name: 'other' }, [], 1), 'too-many')
      assert.equal(await store.insertSecret({ ...secret, region: 'us-east-1' }, [], 1), 'inserted')
    })

    it('replaces what nobody has changed meanwhile, and its values with it', async (t) => {
      const store = await openFilled(t)
      const next: SecretRecord = {
        ...plain,
        revision: 2,
        versions: [...secret.versions.slice(1), { id: 'v3', createdAt: new Date(3), stages: [] }],
      }
      const replaced = await Promise.all([
        store.replaceSecret(next, secret, [value('v2', 'anew'), value('v3', 'three')]),
        store.replaceSecret(next, secret, [value('v2', 'anew'), value('v3', 'three')]),
      ])
      assert.deepEqual(new Set(replaced), new Set([true, false]))
      assert.deepEqual(await store.findSecret('eu-west-1', secret.name), next)
      const values = ['v1', 'v2', 'v3'].map((id) => read(store, next, id))
      assert.deepEqual(await Promise.all(values), [undefined, 'anew', 'three'])
    })

    it('deletes a secret that nobody has changed, with its values', async (t) => {
      const store = await openFilled(t)
      assert.equal(await store.deleteSecret({ ...secret, revision: 2 }), false)
      assert.equal(await store.deleteSecret(secret), true)
      assert.equal(await store.deleteSecret(secret), false)
      const later = { ...secret, suffix: 'zzzzzz' }
      assert.equal(await store.insertSecret(later, [], many), 'inserted')
      assert.equal(await read(store, later, 'v1'), undefined)
    })

    it('takes an earlier secret of a name for another one', async (t) => {
      const store = await openFilled(t)
      const earlier = { ...secret, suffix: 'zzzzzz' }
      assert.equal(await store.replaceSecret({ ...secret, revision: 2 }, earlier), false)
      assert.equal(await store.deleteSecret(earlier), false)
      assert.equal(await read(store, earlier, 'v1'), undefined)
    })

    it('lists by date or name, either way, page after page', async (t) => {
      const store = await openStore(t)
      const times = { a: 3, b: 1, c: 1, d: 2 }
      for (const [each, time] of Object.entries(times)) {
        const at = new Date(time)
        await store.insertSecret({ ...plain, name: each, createdAt: at, changedAt: at, accessedOn: at }, [], many)
      }
      const namesIn = async (order: SecretQuery['order'], isDescending: boolean) => {
        const names: string[] = []
        for (let last: SecretRecord | undefined; names.length < 9;) {
          const time = !last || order === 'name' ? 0 : (last[order]?.getTime() ?? 0)
          const after = last && { time, name: last.name }
          const page = await store.listSecrets('eu-west-1', { order, isDescending, limit: 1, ...(after && { after }) })
          if (!page[0]) break
          names.push(page[0].name)
          last = page[0]
        }
        return names.join('')
      }
      assert.equal(await namesIn('name', false), 'abcd')
      assert.equal(await namesIn('name', true), 'dcba')
      for (const order of ['createdAt', 'changedAt', 'accessedOn'] as const) {
        assert.equal(await namesIn(order, false), 'bcda')
        assert.equal(await namesIn(order, true), 'adcb')
      }
      assert.deepEqual(await store.listSecrets('us-east-1', { order: 'name', isDescending: false, limit: 9 }), [])
    })
  })
}
