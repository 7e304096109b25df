import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { databaseConformance } from './database.conformance.ts'
import { openSqlite } from './sqlite.ts'

const directory = mkdtempSync(join(tmpdir(), 'poolgate-'))
after(() => rmSync(directory, { recursive: true }))
let count = 0
const nextFile = (): string => join(directory, `${++count}.db`)

databaseConformance('SQLite', async () => openSqlite(nextFile()))

it('syncs each commit to disk before it is acknowledged', async () => {
  const database = openSqlite(nextFile())
  const mode = await database.transaction((sql) => sql.get<{ synchronous: number }>('PRAGMA synchronous'))
  // 2 is FULL (SQLite, "PRAGMA synchronous").
  assert.equal(mode?.synchronous, 2)
  await database.close()
})

it('keeps committed rows for the next connection', async () => {
  const file = nextFile()
  const first = openSqlite(file)
  await first.run('CREATE TABLE t (k TEXT)')
  await first.run('INSERT INTO t VALUES (?)', 'a')
  await first.close()
  const second = openSqlite(file)
  assert.deepEqual(
    (await second.all<{ k: string }>('SELECT k FROM t')).map(({ k }) => k),
    ['a'],
  )
  await second.close()
})
