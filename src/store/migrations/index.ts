import type { Database } from '../sql.ts'
import { foundation } from './0001-foundation.ts'

/** A forward-only step of the schema. Once released it never changes; the next change is the next file. */
export interface Migration {
  /** Position in the list, counted from 1: the schema's version after it ran. */
  readonly version: number
  readonly name: string
  /** One statement each; `{bytes}` stands for BLOB or BYTEA. */
  readonly statements: readonly string[]
}

export const migrations: readonly Migration[] = [foundation]

/** The schema in the database is newer than this build knows. */
export class NewerSchemaError extends Error {
  readonly found: number
  readonly known: number
  constructor(found: number, known: number) {
    super(`the data was written by a newer poolgate (schema ${found}; this build knows ${known})`)
    this.name = 'NewerSchemaError'
    this.found = found
    this.known = known
  }
}

/** Brings the schema to the newest version; each step commits together with its version. */
export async function migrate(database: Database): Promise<void> {
  await database.run('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)')
  const row = await database.get<{ version: number | null }>('SELECT MAX(version) AS version FROM schema_version')
  const found = row?.version ?? 0
  if (found > migrations.length) throw new NewerSchemaError(found, migrations.length)
  for (const migration of migrations.slice(found))
    await database.transaction(async (sql) => {
      for (const statement of migration.statements)
        await sql.run(statement.replaceAll('{bytes}', database.dialect === 'sqlite' ? 'BLOB' : 'BYTEA'))
      await sql.run('INSERT INTO schema_version (version) VALUES (?)', migration.version)
    })
}
