import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { AccessKeyRecord, IamStore } from '../../iam/store.ts'
import { iamStore } from './store.ts'
import type { Database } from '../sql.ts'

const createdAt = new Date('2026-11-22T10:00:00.123Z')
const user = (name: string) => ({ name, id: `AIDA${name}`, createdAt })
const key = (id: string, userName = 'jane'): AccessKeyRecord => ({
  id,
  userName,
  secret: Buffer.from([0, 1, 255]),
  isActive: true,
  createdAt,
})

const role = {
  name: 'app',
  path: '/x/',
  id: 'AROA1',
  trustPolicy: '{"a":1}',
  description: '',
  maxSessionSeconds: 3600,
  tags: {},
  createdAt,
}

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

    it('keeps one role of a name whatever its case, with what it has', async (t) => {
      const store = await openStore(t)
      assert.deepEqual([await store.insertRole(role), await store.insertRole({ ...role, name: 'APP' })], [true, false])
      assert.deepEqual(await store.findRole('aPP'), role)
      const changed = { ...role, trustPolicy: '{"b":1}', description: 'd', maxSessionSeconds: 7200, tags: { a: 'b' } }
      assert.equal(await store.replaceRole(changed), true)
      assert.deepEqual((await store.listRoles({ limit: 5 })).items, [changed])
      assert.equal(await store.replaceRole({ ...role, id: 'AROA2' }), false)
    })

    it('deletes a role that has no policies, neither its own nor attached ones', async (t) => {
      const store = await openStore(t)
      await store.insertRole(role)
      assert.deepEqual(
        [await store.putRolePolicy('app', 'p', '1'), await store.putRolePolicy('x', 'p', '1')],
        [true, false],
      )
      await store.putRolePolicy('App', 'p', '2')
      assert.deepEqual(await store.listRolePolicies('app'), [{ name: 'p', document: '2' }])
      assert.equal(await store.deleteRole('app'), 'has-policies')
      assert.deepEqual(
        [await store.deleteRolePolicy('app', 'p'), await store.deleteRolePolicy('app', 'p')],
        [true, false],
      )
      assert.equal(await store.attachRolePolicy('app', 'arn:a', 1), 'attached')
      assert.equal(await store.deleteRole('app'), 'has-attachments')
      assert.deepEqual(
        [await store.detachRolePolicy('app', 'arn:a'), await store.detachRolePolicy('app', 'arn:a')],
        [true, false],
      )
      assert.deepEqual([await store.deleteRole('app'), await store.deleteRole('app')], ['deleted', 'gone'])
    })

    it('attaches as many policies to a role as it is told, each once', async (t) => {
      const store = await openStore(t)
      await store.insertRole(role)
      assert.equal(await store.attachRolePolicy('gone', 'arn:a', 2), 'role-gone')
      for (const arn of ['arn:b', 'arn:a', 'arn:b'])
        assert.equal(await store.attachRolePolicy('app', arn, 2), 'attached')
      assert.equal(await store.attachRolePolicy('app', 'arn:c', 2), 'too-many')
      assert.deepEqual(await store.listAttachedRolePolicies('app'), ['arn:a', 'arn:b'])
      assert.deepEqual([await store.countAttachments('arn:a'), await store.countAttachments('arn:c')], [1, 0])
    })

    it('replaces a managed policy that nobody else has changed, and deletes it once it is attached no more', async (t) => {
      const store = await openStore(t)
      const version = (id: string) => ({ id, document: '{}', createdAt })
      const policy = {
        name: 'app',
        path: '/x/',
        id: 'ANPA1',
        description: 'd',
        versions: [version('v1')],
        defaultVersionId: 'v1',
        versionCount: 1,
        tags: { Team: 'a' },
        createdAt,
        updatedAt: createdAt,
      }
      assert.equal(await store.insertManagedPolicy(policy), true)
      assert.equal(await store.insertManagedPolicy({ ...policy, name: 'App' }), false)
      const second = { ...policy, versions: [version('v1'), version('v2')], defaultVersionId: 'v2', versionCount: 2 }
      assert.equal(await store.replaceManagedPolicy(second, policy), true)
      assert.equal(await store.replaceManagedPolicy({ ...policy, versionCount: 9 }, policy), false)
      assert.deepEqual(await store.findManagedPolicy('APP'), second)
      const tagged = { ...second, tags: { '2': 'b', Team: '' } }
      assert.equal(await store.replaceManagedPolicy(tagged, second), true)
      assert.equal(await store.replaceManagedPolicy({ ...second, tags: {} }, second), false)
      assert.deepEqual((await store.listManagedPolicies({ limit: 5 })).items, [tagged])
      await store.insertRole(role)
      await store.attachRolePolicy('app', 'arn:app', 5)
      assert.equal(await store.deleteManagedPolicy('app', 'arn:app'), 'attached')
      await store.detachRolePolicy('app', 'arn:app')
      assert.equal(await store.deleteManagedPolicy('app', 'arn:app'), 'deleted')
      assert.equal(await store.deleteManagedPolicy('app', 'arn:app'), 'gone')
    })
  })
}
