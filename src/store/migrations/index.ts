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

/** Nodes that may start at once and find another one's step done in their place. */
const mostAttempts = 20

/**
 * Brings the schema to the newest version; each step commits together with its version. Of several nodes that start at
 * once one makes each step; the others fail at it and look again.
 */
export async function migrate(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await migrateFromHere(database)
    } catch (error) {
      if (error instanceof NewerSchemaError || attempt >= mostAttempts || !isOvertaken(error)) throw error
    }
}

async function migrateFromHere(database: Database): Promise<void> {
  await database.run('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)')
  const row = await database.get<{ version: number | null }>('SELECT MAX(version) AS version FROM schema_version')
  const found = row?.version ?? 0
  if (found > migrations.length) throw new NewerSchemaError(found, migrations.length)
  for (const migration of migrations.slice(found))
    await database.transaction(async (sql) => {
      // First of all, so that of two nodes one waits here for the other and then fails.
      await sql.run('INSERT INTO schema_version (version) VALUES (?)', migration.version)
      for (const statement of migration.statements)
        await sql.run(statement.replaceAll('{bytes}', database.dialect === 'sqlite' ? 'BLOB' : 'BYTEA'))
    })
}

/** unique_violation (PostgreSQL's catalog has unique indexes, too), duplicate_table, or a transaction that was in the way. */
function isOvertaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === '23505' || code === '42P07' || code === '40001' || code === '40P01'
}
