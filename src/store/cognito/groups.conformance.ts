import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { GroupRecord } from '../../cognito/group-store.ts'
import type { CognitoStore, UserRecord } from '../../cognito/store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const poolId = 'us-east-1_pool'

function newGroup(name: string, more: Partial<GroupRecord> = {}): GroupRecord {
  return { poolId, name, settings: { Description: 'staff', Precedence: 1 }, createdAt: now, modifiedAt: now, ...more }
}

function newUser(sub: string): UserRecord {
  const times = { createdAt: now, modifiedAt: now }
  return { poolId, sub, username: sub, status: 'CONFIRMED', enabled: true, attributes: {}, ...times }
}

/** What every store of groups must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoGroupsConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open)
  const namesOf = (groups: readonly GroupRecord[]): string[] => groups.map((group) => group.name)
  const groupsOf = async (store: CognitoStore, sub: string) =>
    namesOf((await store.listGroupsOfUser(poolId, sub, { limit: 9 })).items)

  describe(`the store of groups on ${name}`, () => {
    it('gives a group back as it was inserted, and inserts one of two with the same name', async (t) => {
      const store = await openStore(t)
      const group = newGroup('admins', {
        settings: { Description: 'NUL \0 and all', RoleArn: 'arn:aws:iam::1:role/x' },
      })
      const outcomes = await Promise.all([store.insertGroup(group), store.insertGroup(group)])
      assert.deepEqual(outcomes.sort(), ['exists', 'inserted'])
      assert.deepEqual(await store.findGroup(poolId, 'admins'), group)
      assert.equal(await store.findGroup(poolId, 'Admins'), undefined)
      assert.equal(await store.insertGroup(newGroup('x', { poolId: 'us-east-1_gone' })), 'pool-gone')
      assert.equal(await store.countGroups(poolId), 1)
    })

    it('changes a group on top of every earlier change', async (t) => {
      const store = await openStore(t)
      await store.insertGroup(newGroup('admins', { settings: {} }))
      await Promise.all([
        store.updateGroup(poolId, 'admins', (group) => ({ ...group, settings: { ...group.settings, Precedence: 7 } })),
        store.updateGroup(poolId, 'admins', (group) => ({
          ...group,
          settings: { ...group.settings, Description: 'd' },
        })),
      ])
      assert.deepEqual((await store.findGroup(poolId, 'admins'))?.settings, { Precedence: 7, Description: 'd' })
      assert.equal(await store.updateGroup(poolId, 'nobody', (group) => group), undefined)
    })

    it('lists groups by name, page by page', async (t) => {
      const store = await openStore(t)
      for (const each of ['c', 'a', 'b']) await store.insertGroup(newGroup(each))
      const first = await store.listGroups(poolId, { limit: 2 })
      assert.deepEqual(namesOf(first.items), ['a', 'b'])
      const rest = await store.listGroups(poolId, { limit: 2, after: first.next ?? '' })
      assert.deepEqual(namesOf(rest.items), ['c'])
      assert.equal(rest.next, undefined)
    })

    it('puts a user into a group once, up to a number of groups, and takes the user out', async (t) => {
      const store = await openStore(t)
      for (const each of ['a', 'b']) await store.insertGroup(newGroup(each))
      await store.insertUser(newUser('jane'), [])
      const add = (group: string, sub = 'jane') => store.addToGroup(poolId, group, sub, 1)
      assert.deepEqual(await Promise.all([add('a'), add('a')]), ['added', 'added'])
      assert.deepEqual([await add('b'), await add('c'), await add('a', 'nobody')], ['full', 'group-gone', 'user-gone'])
      assert.deepEqual(await groupsOf(store, 'jane'), ['a'])
      await store.removeFromGroup(poolId, 'b', 'jane')
      await store.removeFromGroup(poolId, 'a', 'jane')
      assert.deepEqual(await groupsOf(store, 'jane'), [])
    })

    it('lists the users of a group, page by page', async (t) => {
      const store = await openStore(t)
      await store.insertGroup(newGroup('a'))
      for (const sub of ['3', '1', '2']) {
        await store.insertUser(newUser(sub), [])
        if (sub !== '2') await store.addToGroup(poolId, 'a', sub, 100)
      }
      const first = await store.listUsersInGroup(poolId, 'a', { limit: 1 })
      assert.deepEqual(first, { items: [newUser('1')], next: '1' })
      assert.deepEqual(await store.listUsersInGroup(poolId, 'a', { limit: 1, after: '1' }), { items: [newUser('3')] })
    })

    it('lists the groups of a user, and forgets them with the group and with the user', async (t) => {
      const store = await openStore(t)
      for (const each of ['a', 'b']) await store.insertGroup(newGroup(each))
      await store.insertUser(newUser('jane'), [])
      for (const each of ['a', 'b']) await store.addToGroup(poolId, each, 'jane', 100)
      const first = await store.listGroupsOfUser(poolId, 'jane', { limit: 1 })
      assert.deepEqual([namesOf(first.items), first.next], [['a'], 'a'])
      const rest = await store.listGroupsOfUser(poolId, 'jane', { limit: 1, after: 'a' })
      assert.deepEqual([namesOf(rest.items), rest.next], [['b'], undefined])
      assert.equal(await store.deleteGroup(poolId, 'a'), true)
      assert.equal(await store.deleteGroup(poolId, 'a'), false)
      assert.deepEqual(await groupsOf(store, 'jane'), ['b'])
      await store.deleteUser(poolId, 'jane')
      assert.deepEqual(await store.listUsersInGroup(poolId, 'b', { limit: 9 }), { items: [] })
    })
  })
}
