import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ClientRecord, ClientStore, PoolRecord, PoolStore, SigningKeyRecord } from '../../cognito/store.ts'
import { cognitoPools } from './pools.ts'
import type { Database } from '../sql.ts'

const time = new Date('2026-11-22T10:00:00.123Z')

function newPool(id: string, more: Partial<PoolRecord> = {}): PoolRecord {
  return {
    id,
    region: 'us-east-1',
    name: 'customers',
    settings: { DeletionProtection: 'INACTIVE', AutoVerifiedAttributes: ['email'] },
    tags: { team: 'shop', '': 'empty' },
    createdAt: time,
    modifiedAt: time,
    revision: 0,
    ...more,
  }
}

function newClient(id: string, more: Partial<ClientRecord> = {}): ClientRecord {
  return {
    id,
    poolId: 'us-east-1_pool',
    name: 'web',
    settings: { RefreshTokenValidity: 30, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    createdAt: time,
    modifiedAt: time,
    revision: 0,
    ...more,
  }
}

function newKey(kid: string, more: Partial<SigningKeyRecord> = {}): SigningKeyRecord {
  return { kid, poolId: 'us-east-1_pool', use: 'id', sealedPrivateKey: Buffer.from(kid), createdAt: time, ...more }
}

/** What every store of user pools and app clients must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoPoolsConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<PoolStore & ClientStore> => {
    const database = await open()
    t.after(() => database.close())
    return cognitoPools(database)
  }

  describe(`the store of user pools on ${name}`, () => {
    it('gives a pool back as it was inserted', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      assert.deepEqual(await store.findPool('us-east-1_pool'), newPool('us-east-1_pool'))
      assert.equal(await store.findPool('us-east-1_Pool'), undefined)
    })

    it('replaces a pool at the revision it was read, and only once', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      const renamed = newPool('us-east-1_pool', {
        name: 'renamed',
        tags: {},
        riskConfiguration: { RiskExceptionConfiguration: { BlockedIPRangeList: [] }, LastModifiedDate: time },
        logConfigurations: [{ EventSource: 'userNotification', LogLevel: 'ERROR' }],
        modifiedAt: new Date(time.getTime() + 1),
      })
      assert.equal(await store.replacePool(renamed), true)
      assert.equal(await store.replacePool(newPool('us-east-1_pool', { name: 'late' })), false)
      assert.deepEqual(await store.findPool('us-east-1_pool'), { ...renamed, revision: 1 })
      assert.equal(await store.replacePool(newPool('us-east-1_gone')), false)
    })

    it('inserts nothing of a pool whose keys cannot be inserted', async (t) => {
      const store = await openStore(t)
      await assert.rejects(store.insertPool(newPool('us-east-1_pool'), [newKey('twice'), newKey('twice')]))
      assert.equal(await store.findPool('us-east-1_pool'), undefined)
    })

    it('inserts one pool of an id, and its keys only', async (t) => {
      const store = await openStore(t)
      assert.equal(await store.insertPool(newPool('us-east-1_pool'), [newKey('first')]), true)
      assert.equal(await store.insertPool(newPool('us-east-1_pool', { name: 'second' }), [newKey('second')]), false)
      assert.deepEqual(await store.findPool('us-east-1_pool'), newPool('us-east-1_pool'))
      assert.equal((await store.listSigningKeys('us-east-1_pool')).length, 1)
    })

    it('adds and drops keys of a pool that is there', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [newKey('old'), newKey('older')])
      const added = newKey('new', { createdAt: new Date(time.getTime() + 1) })
      assert.equal(await store.replaceSigningKeys('us-east-1_pool', [added], ['older', 'none']), true)
      const kids = (await store.listSigningKeys('us-east-1_pool')).map(({ kid }) => kid)
      assert.deepEqual(kids, ['new', 'old'])
      assert.equal(await store.replaceSigningKeys('us-east-1_gone', [newKey('x')], []), false)
    })

    it('has one SAML key of a pool, the first that came', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      const [first, second] = ['first', 'second'].map((kid) => ({ ...newKey(kid), use: 'saml' as const }))
      const kept = await Promise.all([first!, second!].map((key) => store.insertSamlKey(key)))
      assert.deepEqual(kept[0], kept[1])
      assert.deepEqual(await store.listSigningKeys('us-east-1_pool'), [kept[0]])
      assert.equal(await store.insertSamlKey({ ...first!, poolId: 'us-east-1_gone' }), undefined)
    })

    it('deletes a pool with its clients and keys', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [newKey('key')])
      await store.insertClient(newClient('client'))
      assert.equal(await store.deletePool('us-east-1_pool'), true)
      assert.equal(await store.deletePool('us-east-1_pool'), false)
      assert.equal(await store.findClient('client'), undefined)
      assert.deepEqual(await store.listSigningKeys('us-east-1_pool'), [])
    })

    it('lists and counts the pools of a region, page by page in the order of ids', async (t) => {
      const store = await openStore(t)
      for (const id of ['c', 'a', 'b']) await store.insertPool(newPool(id), [])
      await store.insertPool(newPool('d', { region: 'eu-west-1' }), [])
      const first = await store.listPools('us-east-1', { limit: 2 })
      assert.deepEqual(
        first.items.map(({ id }) => id),
        ['a', 'b'],
      )
      assert.ok(first.next)
      const second = await store.listPools('us-east-1', { limit: 2, after: first.next })
      assert.deepEqual(second, { items: [newPool('c')] })
      assert.equal(await store.countPools('us-east-1'), 3)
      assert.equal(await store.countPools('ap-south-1'), 0)
    })

    it('lists the keys of a pool, the newest of each use first', async (t) => {
      const store = await openStore(t)
      const later = new Date(time.getTime() + 1000)
      const keys = [newKey('old'), newKey('new', { createdAt: later }), newKey('other', { use: 'access' })]
      await store.insertPool(newPool('us-east-1_pool'), keys)
      await store.insertPool(newPool('us-east-1_else'), [newKey('else', { poolId: 'us-east-1_else' })])
      const listed = await store.listSigningKeys('us-east-1_pool')
      assert.deepEqual(
        listed.filter(({ use }) => use === 'id').map(({ kid }) => kid),
        ['new', 'old'],
      )
      const other = listed.find(({ kid }) => kid === 'other')
      assert.deepEqual({ ...other, sealedPrivateKey: Buffer.from(other?.sealedPrivateKey ?? []) }, keys[2])
    })

    it('counts no users in a pool without users', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      assert.equal(await store.estimateUsers('us-east-1_pool'), 0)
    })
  })

  describe(`the store of app clients on ${name}`, () => {
    it('gives clients back as they were inserted, with and without a secret', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      const secret = newClient('secret', {
        secrets: ['a', 'b'].map((id) => ({ id, sealed: Buffer.from([0, 255, 1]), createdAt: time })),
      })
      assert.equal(await store.insertClient(newClient('public')), true)
      assert.equal(await store.insertClient(secret), true)
      assert.deepEqual(await store.findClient('public'), newClient('public'))
      const found = await store.findClient('secret')
      assert.deepEqual(found?.secrets, secret.secrets)
    })

    it('inserts no client into a pool that is gone', async (t) => {
      const store = await openStore(t)
      assert.equal(await store.insertClient(newClient('orphan')), false)
      assert.equal(await store.findClient('orphan'), undefined)
    })

    it('inserts one of two clients with the same id', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      const twice = ['first', 'second'].map((clientName) => store.insertClient(newClient('same', { name: clientName })))
      assert.deepEqual(new Set(await Promise.all(twice)), new Set([true, false]))
    })

    it('replaces a client at the revision it was read, and only once', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      await store.insertClient(newClient('client'))
      assert.equal(await store.replaceClient(newClient('client', { name: 'renamed' })), true)
      assert.equal(await store.replaceClient(newClient('client', { name: 'late' })), false)
      assert.deepEqual(await store.findClient('client'), newClient('client', { name: 'renamed', revision: 1 }))
    })

    it('deletes a client from its own pool only', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      await store.insertClient(newClient('client'))
      assert.equal(await store.deleteClient('us-east-1_else', 'client'), false)
      assert.equal(await store.deleteClient('us-east-1_pool', 'client'), true)
      assert.equal(await store.deleteClient('us-east-1_pool', 'client'), false)
    })

    it('lists and counts the clients of a pool, page by page in the order of ids', async (t) => {
      const store = await openStore(t)
      await store.insertPool(newPool('us-east-1_pool'), [])
      for (const id of ['b', 'c', 'a']) await store.insertClient(newClient(id))
      const first = await store.listClients('us-east-1_pool', { limit: 2 })
      assert.ok(first.next)
      const second = await store.listClients('us-east-1_pool', { limit: 2, after: first.next })
      assert.deepEqual(
        [...first.items, ...second.items].map(({ id }) => id),
        ['a', 'b', 'c'],
      )
      assert.equal(second.next, undefined)
      assert.equal(await store.countClients('us-east-1_pool'), 3)
      assert.equal(await store.countClients('us-east-1_else'), 0)
    })
  })
}
