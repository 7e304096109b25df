import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ResourceServerRecord } from '../../cognito/resource-server-store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const poolId = 'us-east-1_pool'

function newServer(identifier: string, more: Partial<ResourceServerRecord> = {}): ResourceServerRecord {
  return { poolId, identifier, name: 'Orders', scopes: [{ ScopeName: 'read', ScopeDescription: 'NUL \0' }], ...more }
}

/** What every store of resource servers must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoResourceServersConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open)

  describe(`the store of resource servers on ${name}`, () => {
    it('inserts one of two with the same identifier and gives it back', async (t) => {
      const store = await openStore(t)
      const server = newServer('https://orders')
      const outcomes = await Promise.all([store.insertResourceServer(server), store.insertResourceServer(server)])
      assert.deepEqual(outcomes.sort(), ['exists', 'inserted'])
      assert.deepEqual(await store.findResourceServer(poolId, 'https://orders'), server)
      assert.equal(await store.findResourceServer(poolId, 'https://other'), undefined)
      assert.equal(await store.insertResourceServer(newServer('x', { poolId: 'us-east-1_gone' })), 'pool-gone')
      assert.equal(await store.countResourceServers(poolId), 1)
    })

    it('replaces and deletes what is there', async (t) => {
      const store = await openStore(t)
      await store.insertResourceServer(newServer('orders'))
      const changed = newServer('orders', { name: 'All orders', scopes: [] })
      assert.equal(await store.replaceResourceServer(changed), true)
      assert.deepEqual(await store.findResourceServer(poolId, 'orders'), changed)
      assert.deepEqual(
        [await store.deleteResourceServer(poolId, 'orders'), await store.deleteResourceServer(poolId, 'orders')],
        [true, false],
      )
      assert.equal(await store.replaceResourceServer(changed), false)
    })

    it('lists them by identifier, page by page', async (t) => {
      const store = await openStore(t)
      for (const identifier of ['c', 'a', 'b']) await store.insertResourceServer(newServer(identifier))
      const first = await store.listResourceServers(poolId, { limit: 2 })
      assert.deepEqual(first, { items: [newServer('a'), newServer('b')], next: 'b' })
      const rest = await store.listResourceServers(poolId, { limit: 2, after: 'b' })
      assert.deepEqual(rest, { items: [newServer('c')] })
    })
  })
}
