import assert from 'node:assert/strict'
import {
  closeSync,
  fdatasync,
  mkdtempSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { databaseConformance } from './database.conformance.ts'
import type { Database } from './sql.ts'
import { openSqlite } from './sqlite.ts'

const directory = mkdtempSync(join(tmpdir(), 'poolgate-'))
after(() => rmSync(directory, { recursive: true }))
let count = 0
const nextFile = (): string => join(directory, `${++count}.db`)

databaseConformance('SQLite', async () => openSqlite(nextFile()))
databaseConformance('SQLite with a checkpoint after every few pages', async () =>
  openSqlite(nextFile(), { checkpointAt: 1 }),
)

async function rowsOf(database: Database): Promise<string[]> {
  return (await database.all<{ k: string }>('SELECT k FROM t ORDER BY k')).map(({ k }) => k)
}

async function openTable(file: string, options: Parameters<typeof openSqlite>[1]): Promise<Database> {
  const database = openSqlite(file, options)
  await database.run('CREATE TABLE IF NOT EXISTS t (k TEXT)')
  return database
}

/** A database on a disk whose syncs go as the test says. */
async function openOnDisk(t: TestContext, options: { readonly checkpointAt?: number } = {}) {
  const file = nextFile()
  const disk = { syncs: 0, sync: promisify(fdatasync) }
  const sync = (descriptor: number): Promise<void> => {
    disk.syncs++
    return disk.sync(descriptor)
  }
  const database = await openTable(file, { ...options, sync })
  t.after(() => database.close())
  return { file, disk, database, insert: (k: string) => database.run('INSERT INTO t VALUES (?)', k) }
}

/** Has the disk end no sync before the test says so. */
function hold(disk: { sync: (descriptor: number) => Promise<void> }): PromiseWithResolvers<void> {
  const held = Promise.withResolvers<void>()
  disk.sync = () => held.promise
  return held
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('a write is acknowledged when it is on disk, and not before', async (t) => {
  const { disk, insert } = await openOnDisk(t)
  const held = hold(disk)
  let isAcknowledged = false
  const inserted = insert('a').then(() => (isAcknowledged = true))
  await turn()
  await turn()
  assert.equal(isAcknowledged, false)
  held.resolve()
  await inserted
})

it('while a write waits for the disk, others are written and everything is read', async (t) => {
  const { disk, database, insert } = await openOnDisk(t)
  const held = hold(disk)
  const inserted = [insert('a'), insert('b')]
  await turn()
  assert.deepEqual(await rowsOf(database), ['a', 'b'])
  held.resolve()
  await Promise.all(inserted)
})

it('writes that come together share syncs', async (t) => {
  const { disk, insert } = await openOnDisk(t)
  const before = disk.syncs
  await Promise.all(Array.from({ length: 64 }, (_, index) => insert(String(index))))
  // The first goes at once, all others wait for it.
  assert.ok(disk.syncs - before <= 2, `${disk.syncs - before} syncs`)
})

it('what changes nothing waits for the disk only while something else does', async (t) => {
  const { disk, database, insert } = await openOnDisk(t)
  await insert('a')
  const before = disk.syncs
  await database.run("DELETE FROM t WHERE k = 'x'")
  assert.equal(disk.syncs, before)
  const held = hold(disk)
  const inserted = insert('b')
  await turn()
  let hasFound = false
  // It may have seen the row that is not on disk yet.
  const found = database.transaction((sql) => sql.get("SELECT k FROM t WHERE k = 'b'")).then(() => (hasFound = true))
  await turn()
  assert.equal(hasFound, false)
  held.resolve()
  await Promise.all([inserted, found])
})

/** Where the header of a log has its salt, which every frame repeats. */
const salt = 16
const eio = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })

it('a write whose sync fails is refused, and so is every other until all was written again', async (t) => {
  const { disk, database, file, insert } = await openOnDisk(t)
  await insert('a')
  const held = hold(disk)
  const refused = ['b', 'c'].map((k) => assert.rejects(insert(k), { name: 'NotDurable', message: /EIO/ }))
  await turn()
  held.reject(eio)
  await Promise.all(refused)
  // What was read back from the disk is not what was committed.
  const log = openSync(`${file}-wal`, 'r+')
  t.after(() => closeSync(log))
  const whole = Buffer.alloc(1)
  readSync(log, whole, 0, 1, salt)
  writeSync(log, Buffer.from([~whole[0]!]), 0, 1, salt)
  await assert.rejects(insert('d'), /the write-ahead log does not hold what was committed/)
  await assert.rejects(database.check(), { name: 'NotDurable' })
  assert.deepEqual(await rowsOf(database), ['a', 'b', 'c'])
  writeSync(log, whole, 0, 1, salt)
  disk.sync = promisify(fdatasync)
  await insert('d')
  await database.check()
  assert.deepEqual(await rowsOf(database), ['a', 'b', 'c', 'd'])
})

it('asking whether it can be written to mends it after a sync that failed', async (t) => {
  const { disk, database, insert } = await openOnDisk(t)
  disk.sync = () => Promise.reject(eio)
  await assert.rejects(insert('a'), { name: 'NotDurable' })
  disk.sync = promisify(fdatasync)
  await database.check()
  assert.deepEqual(await rowsOf(database), ['a'])
})

it('the log stays short under constant writes, and nothing of it is lost', async () => {
  const file = nextFile()
  const checkpointAt = 64 * 1024
  const database = await openTable(file, { checkpointAt })
  const keys = Array.from({ length: 600 }, (_, index) => `${String(index).padStart(4, '0')}${'x'.repeat(2000)}`)
  let longest = 0
  for (let from = 0; from < keys.length; from += 20) {
    await Promise.all(keys.slice(from, from + 20).map((k) => database.run('INSERT INTO t VALUES (?)', k)))
    longest = Math.max(longest, statSync(`${file}-wal`).size)
  }
  assert.ok(longest < 10 * checkpointAt, `${longest} bytes`)
  assert.deepEqual(await rowsOf(database), keys)
  await database.close()
  const again = openSqlite(file)
  assert.deepEqual(await rowsOf(again), keys)
  await again.close()
})

it('keeps committed rows for the next connection', async () => {
  const file = nextFile()
  const first = await openTable(file, {})
  await first.run('INSERT INTO t VALUES (?)', 'a')
  await first.close()
  const second = openSqlite(file)
  assert.deepEqual(await rowsOf(second), ['a'])
  await second.close()
})

it('nobody but the owner can read any of its files, also where others could', async () => {
  const file = nextFile()
  writeFileSync(file, '', { mode: 0o644 })
  const database = await openTable(file, {})
  const modes = readdirSync(directory)
    .filter((name) => join(directory, name).startsWith(file))
    .map((name) => [name.slice(name.indexOf('.')), (statSync(join(directory, name)).mode & 0o777).toString(8)])
  assert.deepEqual(Object.fromEntries(modes), { '.db': '600', '.db-shm': '600', '.db-wal': '600' })
  await database.close()
})
