import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { AccessKeyRecord, IamStore } from '../iam/store.ts'
import { iamStore } from './iam.ts'
import type { Database } from './sql.ts'

const createdAt = new Date('2026-11-22T10:00:00.123Z')
const user = (name: string) => ({ name, id: `AIDA${name}`, createdAt })
const key = (id: string, userName = 'jane'): AccessKeyRecord => ({
  id,
  userName,
  secret: Buffer.from([0, 1, 255]),
  isActive: true,
  createdAt,
})

/** What every store of IAM must do, whatever the database. `open` gives an empty, migrated one. */
export function iamStoreConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<IamStore> => {
    const database = await open()
    t.after(() => database.close())
    return iamStore(database)
  }

  describe(`the store of IAM on ${name}`, () => {
    it('keeps one user of a name whatever its case, and finds it by its own', async (t) => {
      const store = await openStore(t)
      assert.deepEqual(
        (await Promise.all([store.insertUser(user('jane')), store.insertUser(user('Jane'))])).filter(Boolean).length,
        1,
      )
      const [kept] = (await store.listUsers({ limit: 10 })).items
      assert.ok(kept)
      assert.deepEqual(await store.findUser(kept.name), kept)
      assert.equal(await store.findUser(kept.name === 'jane' ? 'Jane' : 'jane'), undefined)
    })

    it('lists users by name, page by page', async (t) => {
      const store = await openStore(t)
      for (const each of ['c', 'A', 'b']) await store.insertUser(user(each))
      const first = await store.listUsers({ limit: 2 })
      assert.deepEqual([first.items.map(({ name: each }) => each), first.next], [['A', 'b'], 'b'])
      const rest = await store.listUsers({ limit: 2, after: 'b' })
      assert.deepEqual([rest.items.map(({ name: each }) => each), rest.next], [['c'], undefined])
    })

    it('keeps a policy in the place of one of its name, of users who are there', async (t) => {
      const store = await openStore(t)
      await store.insertUser(user('jane'))
      assert.equal(await store.putPolicy('jane', 'p', '1'), true)
      assert.equal(await store.putPolicy('jane', 'p', '2'), true)
      assert.equal(await store.putPolicy('joe', 'p', '1'), false)
      assert.equal(await store.findPolicy('jane', 'p'), '2')
      assert.deepEqual(await store.listPolicies('jane'), [{ name: 'p', document: '2' }])
      assert.deepEqual([await store.deletePolicy('jane', 'p'), await store.deletePolicy('jane', 'p')], [true, false])
    })

    it('keeps as many keys of a user as it is told, also of two that come at once', async (t) => {
      const store = await openStore(t)
      await store.insertUser(user('jane'))
      assert.equal(await store.insertAccessKey(key('K1'), 2), 'inserted')
      const outcomes = await Promise.all([store.insertAccessKey(key('K2'), 2), store.insertAccessKey(key('K3'), 2)])
      assert.deepEqual(outcomes.toSorted(), ['inserted', 'too-many'])
      assert.equal(await store.insertAccessKey(key('K4', 'joe'), 2), 'user-gone')
      assert.equal((await store.listAccessKeys('jane')).length, 2)
    })

    it('gives a key back as it was, with what became of it', async (t) => {
      const store = await openStore(t)
      await store.insertUser(user('jane'))
      await store.insertAccessKey(key('K1'), 2)
      const found = await store.findAccessKey('K1')
      assert.deepEqual({ ...found, secret: Buffer.from(found!.secret) }, key('K1'))
      const lastUsed = { at: createdAt, service: 'sts', region: 'us-east-1' }
      await store.noteAccessKeyUse('K1', lastUsed)
      assert.equal(await store.setAccessKeyActive('K1', false), true)
      const used = await store.findAccessKey('K1')
      assert.deepEqual([used?.isActive, used?.lastUsed], [false, lastUsed])
      assert.deepEqual([await store.deleteAccessKey('K1'), await store.deleteAccessKey('K1')], [true, false])
      assert.equal(await store.setAccessKeyActive('K1', true), false)
    })

    it('deletes a user who has neither keys nor policies', async (t) => {
      const store = await openStore(t)
      await store.insertUser(user('jane'))
      await store.insertAccessKey(key('K1'), 2)
      await store.putPolicy('jane', 'p', '1')
      assert.equal(await store.deleteUser('jane'), 'has-keys')
      await store.deleteAccessKey('K1')
      assert.equal(await store.deleteUser('jane'), 'has-policies')
      await store.deletePolicy('jane', 'p')
      assert.deepEqual([await store.deleteUser('jane'), await store.deleteUser('jane')], ['deleted', 'gone'])
    })
  })
}
