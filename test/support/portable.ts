import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/store/migrations/index.ts'
import type { OpenPortable } from '../../src/store/portable/portable.conformance.ts'
import { readSqliteSnapshot } from '../../src/store/portable/snapshot.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/** A migrated SQLite with a file, which is what a snapshot reads. */
export const openPortableFile: OpenPortable = async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-portable-'))
  const path = join(directory, 'poolgate.db')
  const database = openSqlite(path)
  t.after(async () => {
    await database.close()
    rmSync(directory, { recursive: true })
  })
  await migrate(database)
  return { database, read: (work) => readSqliteSnapshot(path, work) }
}
