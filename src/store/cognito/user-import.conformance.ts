import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { UserRecord } from '../../cognito/store.ts'
import type { ImportedUser, ImportJobRecord } from '../../cognito/user-import-store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const poolId = 'us-east-1_pool'

function newJob(id: string, more: Partial<ImportJobRecord> = {}): ImportJobRecord {
  const counts = { rows: 0, imported: 0, skipped: 0, failed: 0 }
  return {
    poolId,
    id,
    name: 'x',
    roleArn: 'arn',
    status: 'Created',
    uploaded: false,
    ...counts,
    createdAt: now,
    ...more,
  }
}

function newImported(name: string): ImportedUser {
  const user: UserRecord = {
    poolId,
    sub: `sub-${name}`,
    username: name,
    status: 'RESET_REQUIRED',
    enabled: true,
    attributes: { email: `${name}@example.com` },
    createdAt: now,
    modifiedAt: now,
  }
  return { user, names: [{ attribute: 'username', name }] }
}

/** What every store of import jobs must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoUserImportConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open)

  describe(`the store of import jobs on ${name}`, () => {
    it('inserts as many as a pool may have and gives them back newest first, page by page', async (t) => {
      const store = await openStore(t)
      assert.equal(await store.insertImportJob(newJob('a'), 2), 'inserted')
      const later = newJob('b', { createdAt: new Date(now.getTime() + 1), startedAt: now, completedAt: now })
      assert.equal(await store.insertImportJob(later, 2), 'inserted')
      assert.equal(await store.insertImportJob(newJob('c'), 2), 'full')
      assert.equal(await store.insertImportJob(newJob('c', { poolId: 'us-east-1_gone' }), 2), 'pool-gone')
      const first = await store.listImportJobs(poolId, { limit: 1 })
      assert.deepEqual(first.items, [later])
      const rest = await store.listImportJobs(poolId, { limit: 1, after: first.next ?? '' })
      assert.deepEqual(rest, { items: [newJob('a')] })
    })

    it('lets one job of a pool be active', async (t) => {
      const store = await openStore(t)
      for (const id of ['a', 'b']) await store.insertImportJob(newJob(id), 10)
      assert.equal(await store.hasActiveImportJob(poolId), false)
      const start = (id: string) => store.updateImportJob(poolId, id, (job) => ({ ...job, status: 'InProgress' }))
      assert.deepEqual(await start('a'), newJob('a', { status: 'InProgress' }))
      assert.equal(await start('b'), 'busy')
      assert.equal(await start('c'), undefined)
      assert.equal(await store.updateImportJob(poolId, 'a', () => undefined), undefined)
      assert.deepEqual(
        [await store.hasActiveImportJob(poolId), await store.listActiveImportJobs()],
        [true, [newJob('a', { status: 'InProgress' })]],
      )
    })

    it('imports users whose names are free, and counts them with the batch', async (t) => {
      const store = await openStore(t)
      await store.insertImportJob(newJob('a'), 10)
      const taken = newImported('jane')
      await store.insertUser(taken.user, taken.names)
      const users = [newImported('john'), { ...newImported('x'), names: taken.names }, newImported('joe')]
      const done = await store.importUsers({ poolId, id: 'a' }, { users, rows: 4, failed: 1 })
      assert.deepEqual(done?.imported, [true, false, true])
      assert.deepEqual(done.job, newJob('a', { rows: 4, imported: 2, skipped: 1, failed: 1 }))
      assert.deepEqual(await store.findUserByName(poolId, 'joe'), newImported('joe').user)
      assert.equal(await store.findUser(poolId, 'sub-x'), undefined)
      assert.equal(await store.importUsers({ poolId, id: 'gone' }, { users, rows: 1, failed: 0 }), undefined)
    })
  })
}
