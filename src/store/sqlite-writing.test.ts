import assert from 'node:assert/strict'
import { fdatasync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { databaseConformance } from './database.conformance.ts'
import type { Database } from './sql.ts'
import { openSqlite } from './sqlite.ts'
import { lendTurns, openWriteTurns, writeInTurns, type WriteTurns } from './sqlite-writing.ts'

const directory = mkdtempSync(join(tmpdir(), 'poolgate-'))
after(() => rmSync(directory, { recursive: true }))
let count = 0
const nextFile = (): string => join(directory, `${++count}.db`)

/** `takes` counts the turns that were asked for. */
function countingKeeper(turns: WriteTurns) {
  const keeper = lendTurns(turns)
  const counting = {
    ...keeper,
    takes: 0,
    takeTurn: () => {
      counting.takes++
      return keeper.takeTurn()
    },
  }
  return counting
}

databaseConformance('SQLite that is written in turns', async () => {
  const file = nextFile()
  const turns = openWriteTurns(file)
  const database = openSqlite(file, { writing: writeInTurns(lendTurns(turns)) })
  const close = async (): Promise<void> => {
    await database.close()
    await turns.close()
  }
  return { ...database, close }
})

/** One file with as many databases as several processes would have, on a disk whose syncs go as the test says. */
async function openSeveral(t: TestContext, several: number) {
  const file = nextFile()
  const disk = { syncs: 0, sync: promisify(fdatasync) }
  const sync = (descriptor: number): Promise<void> => {
    disk.syncs++
    return disk.sync(descriptor)
  }
  const turns = openWriteTurns(file, { sync, checkpointAt: 64 * 1024 })
  const keepers = Array.from({ length: several }, () => countingKeeper(turns))
  const databases = keepers.map((keeper) => openSqlite(file, { writing: writeInTurns(keeper) }))
  t.after(async () => {
    for (const database of databases) await database.close()
    await turns.close()
  })
  const [first, second] = databases
  assert.ok(first && second)
  await first.run('CREATE TABLE t (n BIGINT)')
  return { disk, keepers, first, second, turns }
}

async function numbersIn(database: Database): Promise<number[]> {
  return (await database.all<{ n: number }>('SELECT n FROM t ORDER BY n')).map(({ n }) => n)
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('of several that read and write in a transaction none loses what another wrote', async (t) => {
  const { first, second } = await openSeveral(t, 2)
  await first.run('INSERT INTO t VALUES (0)')
  const add = (database: Database) =>
    database.transaction(async (sql) => {
      const row = await sql.get<{ n: number }>('SELECT n FROM t')
      await Promise.resolve()
      await sql.run('UPDATE t SET n = ?', (row?.n ?? 0) + 1)
    })
  for (let round = 0; round < 20; round++)
    await Promise.all(Array.from({ length: 10 }, (_, index) => add(index % 2 === 0 ? first : second)))
  assert.deepEqual(await numbersIn(second), [200])
})

it('what one has been acknowledged another reads at once', async (t) => {
  const { first, second } = await openSeveral(t, 2)
  for (let n = 1; n <= 20; n++) {
    await first.run('INSERT INTO t VALUES (?)', n)
    assert.equal((await numbersIn(second)).length, n)
  }
})

it('all that waits in a process is written in one turn, and that of several is synced together', async (t) => {
  const { disk, keepers, first, second, turns } = await openSeveral(t, 2)
  const end = await turns.take()
  const [takes, syncs] = [keepers.map((keeper) => keeper.takes), disk.syncs]
  const writes = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? first : second).run('INSERT INTO t VALUES (?)', n))
  await turn()
  end()
  await Promise.all(writes)
  assert.deepEqual(
    keepers.map((keeper, index) => keeper.takes - (takes[index] ?? 0)),
    [1, 1],
  )
  assert.ok(disk.syncs - syncs <= 2, `${disk.syncs - syncs} syncs`)
})

it('a transaction that fails leaves those of its turn alone', async (t) => {
  const { first } = await openSeveral(t, 2)
  const failing = first.transaction(async (sql) => {
    await sql.run('INSERT INTO t VALUES (1)')
    throw new Error('no')
  })
  const kept = first.run('INSERT INTO t VALUES (2)')
  await assert.rejects(failing, /^Error: no$/)
  await kept
  assert.deepEqual(await numbersIn(first), [2])
})

it('after a sync that failed nobody is acknowledged anything until all was written again', async (t) => {
  const { disk, first, second } = await openSeveral(t, 2)
  const { sync } = disk
  disk.sync = () => Promise.reject(new Error('EIO'))
  await assert.rejects(first.run('INSERT INTO t VALUES (1)'), /could not be synced to disk: EIO/)
  disk.sync = sync
  await second.check()
  await second.run('INSERT INTO t VALUES (2)')
  assert.deepEqual(await numbersIn(first), [1, 2])
})

it('a process that is gone has its turn no more, nor the next that it waited for', async (t) => {
  const { keepers, first, turns } = await openSeveral(t, 2)
  const [, other] = keepers
  assert.ok(other)
  await other.takeTurn()
  const written = first.run('INSERT INTO t VALUES (1)')
  const waiting = other.takeTurn()
  other.leave()
  await Promise.all([written, waiting])
  const end = await turns.take()
  end()
})
