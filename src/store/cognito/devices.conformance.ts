import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { DeviceRecord } from '../../cognito/device-store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const later = new Date('2026-11-22T11:00:00.456Z')
const poolId = 'us-east-1_pool'

function newDevice(key: string, more: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    poolId,
    sub: 'jane',
    key,
    groupKey: '-group',
    name: 'phone NUL \0 and all',
    remembered: true,
    sealedVerifier: Buffer.from('sealed'),
    lastIp: '192.0.2.1',
    createdAt: now,
    modifiedAt: now,
    authenticatedAt: now,
    ...more,
  }
}

/** What every store of devices must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoDevicesConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open, { clients: ['client'], users: ['jane', 'joe'] })

  describe(`the store of devices on ${name}`, () => {
    it('inserts one of two with the same key and gives it back to its user alone', async (t) => {
      const store = await openStore(t)
      const device = newDevice('a')
      const outcomes = await Promise.all([store.insertDevice(device), store.insertDevice(device)])
      assert.deepEqual(outcomes.sort(), ['exists', 'inserted'])
      const found = await store.findDevice(poolId, 'jane', 'a')
      assert.deepEqual({ ...found, sealedVerifier: Buffer.from(found?.sealedVerifier ?? []) }, device)
      assert.equal(await store.findDevice(poolId, 'joe', 'a'), undefined)
      assert.equal(await store.insertDevice(newDevice('a', { sub: 'gone' })), 'user-gone')
    })

    it('remembers a device or not, and notes its use', async (t) => {
      const store = await openStore(t)
      const { name: _, ...nameless } = newDevice('a')
      await store.insertDevice(nameless)
      const change = { remembered: false, modifiedAt: later }
      assert.equal(await store.rememberDevice(poolId, 'jane', 'a', change), true)
      assert.equal(await store.rememberDevice(poolId, 'joe', 'a', change), false)
      await store.touchDevice(poolId, 'jane', 'a', { lastIp: '192.0.2.2', authenticatedAt: later })
      const found = await store.findDevice(poolId, 'jane', 'a')
      assert.deepEqual(
        { ...found, sealedVerifier: undefined },
        { ...nameless, ...change, lastIp: '192.0.2.2', authenticatedAt: later, sealedVerifier: undefined },
      )
    })

    it('lists them by key, page by page, all or those that are remembered', async (t) => {
      const store = await openStore(t)
      for (const key of ['c', 'a', 'b']) await store.insertDevice(newDevice(key, { remembered: key !== 'b' }))
      await store.insertDevice(newDevice('d', { sub: 'joe' }))
      const keysOf = async (page: Parameters<typeof store.listDevices>[2]) => {
        const { items, next } = await store.listDevices(poolId, 'jane', page)
        return [...items.map(({ key }) => key), next]
      }
      assert.deepEqual(await keysOf({ limit: 2 }), ['a', 'b', 'b'])
      assert.deepEqual(await keysOf({ limit: 2, after: 'b' }), ['c', undefined])
      assert.deepEqual(await keysOf({ limit: 2, remembered: true }), ['a', 'c', undefined])
    })

    it('deletes a device together with its refresh tokens, and all of them with the user', async (t) => {
      const store = await openStore(t)
      for (const key of ['a', 'b']) {
        await store.insertDevice(newDevice(key))
        const signIn = { id: key, poolId, sub: 'jane', clientId: 'client', deviceKey: key, originJti: key }
        await store.insertSignIn(
          { ...signIn, authenticatedAt: now, revoked: false, expiresAt: later },
          { hash: key, poolId, signInId: key, expiresAt: later },
        )
      }
      assert.equal(await store.deleteDevice(poolId, 'joe', 'a'), false)
      assert.equal(await store.deleteDevice(poolId, 'jane', 'a'), true)
      assert.equal(await store.deleteDevice(poolId, 'jane', 'a'), false)
      assert.equal(await store.findRefreshToken('a'), undefined)
      assert.equal((await store.findSignIn(poolId, 'a'))?.deviceKey, undefined)
      assert.equal((await store.findRefreshToken('b'))?.signIn.deviceKey, 'b')
      await store.deleteUser(poolId, 'jane')
      assert.equal(await store.findDevice(poolId, 'jane', 'b'), undefined)
    })
  })
}
