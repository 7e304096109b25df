import assert from 'node:assert/strict'
import { it } from 'node:test'
import { groupSync } from './group-sync.ts'

/** A disk whose syncs end when the test says so. */
function slowDisk() {
  const syncs: PromiseWithResolvers<void>[] = []
  const sync = (): Promise<void> => {
    const begun = Promise.withResolvers<void>()
    syncs.push(begun)
    return begun.promise
  }
  return { sync, syncs }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('whoever asks while a sync is under way shares the one after it', async () => {
  const { sync, syncs } = slowDisk()
  const synced = groupSync(sync)
  const done: string[] = []
  void synced().then(() => done.push('first'))
  await turn()
  assert.equal(syncs.length, 1)
  for (const name of ['second', 'third']) void synced().then(() => done.push(name))
  await turn()
  assert.deepEqual([syncs.length, done], [1, []])
  syncs[0]?.resolve()
  await turn()
  assert.deepEqual([syncs.length, done], [2, ['first']])
  syncs[1]?.resolve()
  await turn()
  assert.deepEqual([syncs.length, done], [2, ['first', 'second', 'third']])
})

it('a sync that fails is told to those who waited for it, and to nobody after them', async () => {
  const { sync, syncs } = slowDisk()
  const synced = groupSync(sync)
  const first = assert.rejects(synced(), /^Error: EIO$/)
  await turn()
  const second = synced()
  syncs[0]?.reject(new Error('EIO'))
  await first
  await turn()
  syncs[1]?.resolve()
  await second
})
