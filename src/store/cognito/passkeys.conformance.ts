import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { PasskeyRecord } from '../../cognito/passkey-store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const poolId = 'us-east-1_pool'

function newPasskey(id: string, more: Partial<PasskeyRecord> = {}): PasskeyRecord {
  return {
    poolId,
    sub: 'jane',
    id,
    publicKey: Buffer.from('a key'),
    counter: 0,
    relyingPartyId: 'shop.example',
    transports: ['internal'],
    attachment: 'platform',
    name: 'Passkey',
    createdAt: now,
    ...more,
  }
}

/** What every store of passkeys must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoPasskeysConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open, { users: ['jane', 'joe'] })

  describe(`the store of passkeys on ${name}`, () => {
    it('inserts one of two with the same id, whoever they are for, and gives it back to its user alone', async (t) => {
      const store = await openStore(t)
      const [passkey, foreign] = [newPasskey('a'), newPasskey('a', { sub: 'joe' })]
      const outcomes = await Promise.all([store.insertPasskey(passkey, 20), store.insertPasskey(passkey, 20)])
      assert.deepEqual(outcomes.sort(), ['exists', 'inserted'])
      assert.equal(await store.insertPasskey(foreign, 20), 'exists')
      const found = await store.findPasskey(poolId, 'jane', 'a')
      assert.deepEqual({ ...found, publicKey: Buffer.from(found?.publicKey ?? []) }, passkey)
      assert.equal(await store.findPasskey(poolId, 'joe', 'a'), undefined)
      assert.equal(await store.insertPasskey(newPasskey('b', { sub: 'gone' }), 20), 'user-gone')
    })

    it('inserts no more for a user than there may be, even at once', async (t) => {
      const store = await openStore(t)
      const { attachment: _, ...unattached } = newPasskey('a')
      const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => store.insertPasskey({ ...unattached, id }, 2)))
      assert.deepEqual(outcomes.sort(), ['full', 'inserted', 'inserted'])
      assert.equal(await store.insertPasskey(newPasskey('d', { sub: 'joe' }), 2), 'inserted')
    })

    it('takes a counter up and never down, and leaves it alone where it stays 0', async (t) => {
      const store = await openStore(t)
      await store.insertPasskey(newPasskey('a'), 20)
      const use = (counter: number, sub = 'jane') => store.countPasskeyUse(poolId, sub, 'a', counter)
      assert.deepEqual([await use(0), await use(0), await use(5, 'joe')], [true, true, false])
      assert.deepEqual((await Promise.all([use(5), use(5)])).map(String).sort(), ['false', 'true'])
      assert.deepEqual([await use(5), await use(4), await use(0), await use(6)], [false, false, false, true])
      assert.equal((await store.findPasskey(poolId, 'jane', 'a'))?.counter, 6)
    })

    it('lists them page by page, and deletes one or all with the user', async (t) => {
      const store = await openStore(t)
      for (const id of ['c', 'a', 'b']) await store.insertPasskey(newPasskey(id), 20)
      await store.insertPasskey(newPasskey('d', { sub: 'joe' }), 20)
      const idsOf = async (page: Parameters<typeof store.listPasskeys>[2]) => {
        const { items, next } = await store.listPasskeys(poolId, 'jane', page)
        return [...items.map(({ id }) => id), next]
      }
      assert.deepEqual(await idsOf({ limit: 2 }), ['a', 'b', 'b'])
      assert.deepEqual(await idsOf({ limit: 2, after: 'b' }), ['c', undefined])
      assert.deepEqual(
        [await store.deletePasskey(poolId, 'joe', 'a'), await store.deletePasskey(poolId, 'jane', 'a')],
        [false, true],
      )
      await store.deleteUser(poolId, 'jane')
      assert.equal(await store.findPasskey(poolId, 'jane', 'b'), undefined)
    })
  })
}
