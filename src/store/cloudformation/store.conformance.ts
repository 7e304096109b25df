import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { StackRecord, StackStore } from '../../cloudformation/store.ts'
import {
  time,
  region,
  newStack,
  newEvent,
  newResource,
  newChangeSet,
  insert,
  exporting,
} from '../../../test/support/stacks.ts'
import { stackStore } from './store.ts'
import type { Database } from '../sql.ts'

/** What every store of stacks must do, whatever the database. `open` gives an empty, migrated one. */
export function stackStoreConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<StackStore> => {
    const database = await open()
    t.after(() => database.close())
    return stackStore(database)
  }

  describe(`the store of stacks on ${name}`, () => {
    it('gives stacks back as they were, by name and by ARN, within their region', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a', { terminationProtection: true, statusReason: 'User Initiated', changeSetId: 'c' })
      assert.equal(await insert(store, stack), 'inserted')
      assert.deepEqual(await store.findStack(region, 'a'), stack)
      assert.deepEqual(await store.findStack(region, stack.id), stack)
      assert.equal(await store.findStack('eu-west-1', 'a'), undefined)
      assert.equal(await store.findStack('eu-west-1', stack.id), undefined)
    })

    it('keeps with a stack who asked for what is under way, from the step on that begins it', async (t) => {
      const store = await openStore(t)
      const asking = (userId: string, accessKeyId: string): Partial<StackRecord> => ({
        askedBy: {
          arn: `arn:aws:iam::000000000000:user/${userId}`,
          userId,
          sourceIp: '192.0.2.1',
          isSecure: true,
          principal: { kind: 'user', accessKeyId },
        },
      })
      const stack = newStack('a', asking('jane', 'AKIAJANE'))
      await insert(store, stack)
      const asked = async () => [
        (await store.findStack(region, 'a'))?.askedBy,
        ...(await store.listStackWork()).map((work) => work.stack.askedBy),
      ]
      assert.deepEqual(await asked(), [stack.askedBy, stack.askedBy])
      const made = { ...stack, status: 'CREATE_COMPLETE' as const }
      await store.moveStack(made, [], newEvent(made, 'made'))
      const updating = {
        ...made,
        ...asking('joe', 'AKIAJOE'),
        status: 'UPDATE_IN_PROGRESS' as const,
        updatedAt: time,
      }
      await store.startUpdate(updating, made, newEvent(updating, 'u'), [])
      assert.deepEqual(await asked(), [updating.askedBy, updating.askedBy])
      const { askedBy: _nobody, ...rest } = updating
      const deleting = { ...rest, status: 'DELETE_IN_PROGRESS' as const }
      assert.equal(await store.startDeletion(deleting, ['UPDATE_IN_PROGRESS'], newEvent(deleting, 'd')), 'started')
      assert.deepEqual(await asked(), [undefined, undefined])
    })

    it('holds one live stack of a name in a region, also when two come at once', async (t) => {
      const store = await openStore(t)
      const results = await Promise.all(['1', '2'].map((id) => insert(store, newStack('a', { id: `arn:${id}` }))))
      assert.deepEqual(new Set(results), new Set(['exists', 'inserted']))
      assert.equal(await insert(store, newStack('a', { id: 'arn:3', region: 'eu-west-1' })), 'inserted')
    })

    it('frees the name of a deleted stack, which stays known by its ARN', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a')
      await insert(store, stack)
      const deleted = { ...stack, status: 'DELETE_COMPLETE' as const, deletedAt: time }
      await store.closeStack(deleted, newEvent(deleted, 'gone'))
      assert.equal(await store.findStack(region, 'a'), undefined)
      assert.deepEqual(await store.findStack(region, stack.id), deleted)
      assert.equal(await insert(store, newStack('a', { id: 'arn:2' })), 'inserted')
    })

    it('forgets stacks that were deleted before a time, and no others', async (t) => {
      const store = await openStore(t)
      const [old, recent, live] = ['old', 'recent', 'live'].map((each) => newStack(each)) as [
        StackRecord,
        StackRecord,
        StackRecord,
      ]
      for (const stack of [old, recent, live]) {
        await insert(store, stack)
        await store.saveResource(newResource(stack, 'A', 0), newEvent(stack, 'r'))
      }
      for (const [stack, deletedAt] of [
        [old, time],
        [recent, new Date(time.getTime() + 1)],
      ] as const)
        await store.closeStack({ ...stack, status: 'DELETE_COMPLETE', deletedAt }, newEvent(stack, 'gone'))
      await store.forgetStacks(new Date(time.getTime() + 1))
      const names = (await store.listStacks(region, true, { limit: 9 })).items.map((stack) => stack.name)
      assert.deepEqual(new Set(names), new Set(['recent', 'live']))
      assert.deepEqual(await store.listResources(old.id), [])
      assert.equal((await store.listResources(live.id)).length, 1)
    })

    it('lists stacks newest first, page by page, deleted ones on request', async (t) => {
      const store = await openStore(t)
      for (const [index, each] of ['a', 'b', 'c'].entries())
        await insert(store, newStack(each, { createdAt: new Date(time.getTime() + index) }))
      const first = await store.listStacks(region, false, { limit: 2 })
      assert.deepEqual(
        first.items.map((stack) => stack.name),
        ['c', 'b'],
      )
      const rest = await store.listStacks(region, false, { limit: 2, after: first.next! })
      assert.deepEqual([rest.items.map((stack) => stack.name), rest.next], [['a'], undefined])
      const gone = { ...newStack('b'), status: 'DELETE_COMPLETE' as const, deletedAt: time }
      await store.closeStack(gone, newEvent(gone, 'gone'))
      assert.equal((await store.listStacks(region, false, { limit: 9 })).items.length, 2)
      assert.equal((await store.listStacks(region, true, { limit: 9 })).items.length, 3)
    })

    it('moves a stack only from the status it was expected in', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a', { status: 'REVIEW_IN_PROGRESS' })
      await insert(store, stack)
      const next = { ...stack, status: 'CREATE_IN_PROGRESS' as const }
      const moves = await Promise.all(
        [1, 2].map((id) => store.moveStack(next, ['REVIEW_IN_PROGRESS'], newEvent(next, String(id)))),
      )
      assert.deepEqual(new Set(moves), new Set([false, true]))
      assert.equal((await store.listEvents(stack.id, { limit: 9 })).items.length, 2)
    })

    it('starts one update of a stack as it was read', async (t) => {
      const store = await openStore(t)
      await exporting(store, 'exporter', 'shared')
      const stack = newStack('a', { status: 'CREATE_COMPLETE' })
      await insert(store, stack)
      const updating = {
        ...stack,
        status: 'UPDATE_IN_PROGRESS' as const,
        previousSettings: stack.settings,
        updatedAt: time,
      }
      const start = (before: StackRecord, imports: string[]) =>
        store.startUpdate(updating, before, newEvent(updating, 'u'), imports)
      assert.deepEqual(await start(stack, ['nope']), { missingExport: 'nope' })
      assert.deepEqual(await store.findStack(region, 'a'), stack)
      const starts = await Promise.all([1, 2].map(() => start(stack, ['shared'])))
      assert.deepEqual(new Set(starts), new Set(['started', 'moved']))
      assert.deepEqual(await store.findStack(region, 'a'), updating)
      assert.deepEqual(await store.listImports(region, 'shared'), ['a'])
      // The same status again, but another update has been in between.
      const updated = { ...stack, updatedAt: time }
      await store.moveStack(updated, [], newEvent(updated, 'done'))
      assert.equal(await start(stack, []), 'moved')
      assert.equal(await start(updated, []), 'started')
    })

    it('finds unfinished stacks of every region, those under review apart', async (t) => {
      const store = await openStore(t)
      await insert(store, newStack('creating'))
      await insert(store, newStack('review', { status: 'REVIEW_IN_PROGRESS' }))
      await insert(store, newStack('done', { status: 'CREATE_COMPLETE' }))
      await insert(
        store,
        newStack('deleting', { region: 'eu-west-1', status: 'DELETE_IN_PROGRESS', createdAt: new Date(1) }),
      )
      assert.deepEqual(
        (await store.listStackWork()).map(({ stack }) => stack.name),
        ['deleting', 'creating'],
      )
    })

    it('lets one node write about a stack that is under way, and another take it over when it is silent', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const [one, two] = [stackStore(database, 'one'), stackStore(database, 'two')]
      const stack = newStack('a')
      await insert(one, stack)
      const resource = newResource(stack, 'Pets', 1)
      await one.saveResource(resource)
      await assert.rejects(two.saveResource(resource), /another node works on the stack/)
      const [stale] = await two.listStackWork()
      assert.equal(stale?.node, 'one')
      await two.beatStack(stack.id)
      await one.beatStack(stack.id)
      assert.equal(await two.takeOverStack(stale), false)
      const [work] = await two.listStackWork()
      const taken = await Promise.all([two.takeOverStack(work!), stackStore(database, 'three').takeOverStack(work!)])
      assert.deepEqual(new Set(taken), new Set([false, true]))
      await assert.rejects(one.saveResource(resource), /another node works on the stack/)
      const failed = { ...stack, status: 'CREATE_FAILED' as const }
      await assert.rejects(one.moveStack(failed, [], newEvent(failed, 'late')), /another node works on the stack/)
      await assert.rejects(one.completeStack(failed, [], [], newEvent(failed, 'late')), /another node/)
      await assert.rejects(one.closeStack(failed, newEvent(failed, 'late')), /another node/)
      await assert.rejects(one.removeResource(resource, newEvent(stack, 'late')), /another node/)
    })

    it('does not let a status change undo a change of protection or policy', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a')
      await insert(store, stack)
      await store.setTerminationProtection(stack.id, true)
      await store.setPolicy(stack.id, '{}')
      await store.moveStack({ ...stack, status: 'CREATE_COMPLETE' }, [], newEvent(stack, 'x'))
      const { terminationProtection, policy } = (await store.findStack(region, 'a')) ?? {}
      assert.deepEqual([terminationProtection, policy], [true, '{}'])
    })

    it('keeps resources in the order of creation, each with its latest state', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a')
      await insert(store, stack)
      const [first, second] = [newResource(stack, 'Z', 0), newResource(stack, 'A', 1)]
      await store.saveResource(second, newEvent(stack, 'r2'))
      await store.saveResource(first, newEvent(stack, 'r1'))
      const made = { ...second, physicalId: 'api1', status: 'CREATE_COMPLETE' as const, statusReason: 'why' }
      await store.saveResource(made, newEvent(stack, 'r3'))
      assert.deepEqual(await store.listResources(stack.id), [first, made])
      assert.deepEqual(await store.findResourceByPhysicalId(region, 'api1'), made)
      assert.equal(await store.findResourceByPhysicalId('eu-west-1', 'api1'), undefined)
    })

    it('lists what all stacks of a region have, deleted ones too', async (t) => {
      const store = await openStore(t)
      const [live, old] = [newStack('a'), newStack('b')]
      for (const stack of [live, old]) {
        await insert(store, stack)
        await store.saveResource(newResource(stack, 'R', 0), newEvent(stack, `${stack.name}1`))
      }
      await store.closeStack({ ...old, status: 'DELETE_COMPLETE', deletedAt: time }, newEvent(old, 'closed'))
      const resources = await store.listResourcesOfRegion(region)
      assert.deepEqual(resources.map(({ stackId }) => stackId).sort(), [live.id, old.id].sort())
      assert.deepEqual(await store.listResourcesOfRegion('eu-west-1'), [])
    })

    it('moves resources to another place in the order, without an event, and takes them out with one', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a')
      await insert(store, stack)
      const [first, second] = [newResource(stack, 'A', 0), newResource(stack, 'B', 1)]
      await store.saveResource(first, newEvent(stack, 'r1'))
      await store.saveResource(second, newEvent(stack, 'r2'))
      const before = { physicalId: 'api1', place: {}, properties: '', generatedName: '', order: 0 }
      const moved = { ...first, order: 2, change: { before }, leftover: before }
      await store.saveResource(moved)
      assert.deepEqual(await store.listResources(stack.id), [second, moved])
      await store.removeResource(second, newEvent(stack, 'r3'))
      assert.deepEqual(await store.listResources(stack.id), [moved])
      const { items } = await store.listEvents(stack.id, { limit: 9 })
      assert.deepEqual(
        items.map(({ id }) => id),
        ['r3', 'r2', 'r1', 'first'],
      )
    })

    it('lists events newest first, page by page', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a')
      await insert(store, stack)
      for (const id of ['second', 'third']) await store.moveStack(stack, [], newEvent(stack, id))
      const page = await store.listEvents(stack.id, { limit: 2 })
      assert.deepEqual(
        page.items.map(({ id }) => id),
        ['third', 'second'],
      )
      const rest = await store.listEvents(stack.id, { limit: 2, after: page.next! })
      assert.deepEqual(rest, { items: [newEvent(stack, 'first')] })
    })

    it('keeps change sets by ARN and by name within their stack', async (t) => {
      const store = await openStore(t)
      const stack = newStack('a')
      await insert(store, stack)
      const changeSet = newChangeSet(stack, 'c')
      assert.equal(await store.insertChangeSet(changeSet), true)
      assert.equal(await store.insertChangeSet({ ...changeSet, id: 'arn:other' }), false)
      assert.deepEqual(await store.findChangeSet('c', stack.id), changeSet)
      assert.deepEqual(await store.findChangeSet(changeSet.id, undefined), changeSet)
      assert.equal(await store.findChangeSet('c', undefined), undefined)
      const executed = { ...changeSet, executionStatus: 'EXECUTE_COMPLETE' as const }
      await store.replaceChangeSet(executed)
      assert.deepEqual(await store.listChangeSets(stack.id), [executed])
      await store.deleteChangeSet(changeSet.id)
      assert.deepEqual(await store.listChangeSets(stack.id), [])
    })
  })
}
