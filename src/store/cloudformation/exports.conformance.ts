import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { StackStore } from '../../cloudformation/store.ts'
import { region, newStack, newEvent, insert, exporting } from '../../../test/support/stacks.ts'
import { stackStore } from './store.ts'
import type { Database } from '../sql.ts'

/** What every store of stacks must do about what stacks take from each other. `open` gives an empty, migrated one. */
export function stackExportsConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<StackStore> => {
    const database = await open()
    t.after(() => database.close())
    return stackStore(database)
  }

  describe(`exports in the store of stacks on ${name}`, () => {
    it('lets one stack export a name, and changes nothing for another', async (t) => {
      const store = await openStore(t)
      const first = await exporting(store, 'a', 'shared')
      const other = newStack('b')
      await insert(store, other)
      const exports = [
        { region, name: 'own', value: 'w', stackId: other.id },
        { region, name: 'shared', value: 'w', stackId: other.id },
      ]
      const completed = { ...other, status: 'CREATE_COMPLETE' as const }
      const conflict = await store.completeStack(completed, exports, [], newEvent(other, 'x'))
      assert.deepEqual(conflict, { kind: 'taken', by: { region, name: 'shared', value: 'v', stackId: first.id } })
      assert.equal((await store.findStack(region, 'b'))?.status, 'CREATE_IN_PROGRESS')
      assert.deepEqual(await store.listExports(region), [{ region, name: 'shared', value: 'v', stackId: first.id }])
    })

    it('replaces exports and imports of a stack, but no export that others import', async (t) => {
      const store = await openStore(t)
      const exporter = await exporting(store, 'a', 'shared')
      const importer = newStack('b', { status: 'CREATE_COMPLETE' })
      await insert(store, importer, ['shared'])
      const exportsOf = (value: string, ...names: string[]) =>
        names.map((name) => ({ region, name, value, stackId: exporter.id }))
      const complete = (exports: ReturnType<typeof exportsOf>) =>
        store.completeStack(exporter, exports, [], newEvent(exporter, 'x'))
      const inUse = { kind: 'in-use', name: 'shared', importers: ['b'] }
      assert.deepEqual(await complete(exportsOf('w', 'shared')), { ...inUse, change: 'updated' })
      assert.deepEqual(await complete(exportsOf('v', 'more')), { ...inUse, change: 'deleted' })
      assert.deepEqual(await store.listExports(region), exportsOf('v', 'shared'))
      assert.equal(await complete(exportsOf('v', 'shared', 'more')), undefined)
      assert.deepEqual(await store.listExports(region), exportsOf('v', 'more', 'shared'))
      assert.equal(await store.completeStack(importer, [], ['more'], newEvent(importer, 'x')), undefined)
      assert.deepEqual(await store.listImports(region, 'shared'), [])
      assert.equal(await complete(exportsOf('v', 'more')), undefined)
      assert.deepEqual(await store.listExports(region), exportsOf('v', 'more'))
    })

    it('lets nobody delete a stack while others import from it', async (t) => {
      const store = await openStore(t)
      const exporter = await exporting(store, 'a', 'shared')
      assert.deepEqual(await insert(store, newStack('b'), ['nope']), { missingExport: 'nope' })
      assert.equal(await store.findStack(region, 'b'), undefined)
      const importer = newStack('b')
      assert.equal(await insert(store, importer, ['shared']), 'inserted')
      assert.deepEqual(await store.listImports(region, 'shared'), ['b'])
      const deleting = { ...exporter, status: 'DELETE_IN_PROGRESS' as const }
      const refusal = await store.startDeletion(deleting, ['CREATE_COMPLETE'], newEvent(deleting, 'd'))
      assert.deepEqual(refusal, { importedExport: 'shared', importers: ['b'] })
      // A creation that is rolled back imports nothing any more.
      await store.moveStack(importer, [], newEvent(importer, 'r'), [])
      assert.equal(await store.startDeletion(deleting, ['CREATE_COMPLETE'], newEvent(deleting, 'd')), 'started')
      assert.equal(await store.startDeletion(deleting, ['CREATE_COMPLETE'], newEvent(deleting, 'd')), 'moved')
      assert.deepEqual(await store.listExports(region), [])
    })
  })
}
