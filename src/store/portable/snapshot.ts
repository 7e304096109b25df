import { DatabaseSync } from 'node:sqlite'
import type { Database, SqlValue } from '../sql.ts'
import { rowsAtOnce, type Table } from './describe-tables.ts'
import { portableRows } from './portable-tables.ts'

/** The values of a row in the order of the table's columns. */
export type Row = readonly SqlValue[]

/** A database as it is at one moment, whatever is written meanwhile. */
export interface Snapshot {
  /** The newest version of the schema; undefined when there is none of ours. */
  schema(): Promise<number | undefined>
  /** The keyring as it is sealed; undefined when no server has used the database. */
  keyring(): Promise<string | undefined>
  /** The rows of a table that are not its database's own, some at a time. */
  rows(table: Table): AsyncIterable<readonly Row[]>
}

const schemaStatement = 'SELECT MAX(version) AS version FROM schema_version'
const keyringStatement = `SELECT value FROM installation WHERE name = 'keyring'`

function selectRows(table: Table): string {
  return `SELECT ${table.columns.map(({ name }) => name).join(', ')} FROM ${table.name} ${portableRows(table)}`
}

/** Reads a SQLite file by a connection of its own, which holds up no writer. */
export async function readSqliteSnapshot<Result>(
  path: string,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  const connection = new DatabaseSync(path, { readOnly: true, timeout: 30_000 })
  try {
    connection.exec('BEGIN')
    return await work({
      schema: async () => Number(connection.prepare(schemaStatement).get()?.['version'] ?? 0) || undefined,
      keyring: async () => {
        const value = connection.prepare(keyringStatement).get()?.['value']
        return typeof value === 'string' ? value : undefined
      },
      rows: async function* (table) {
        let rows: Row[] = []
        for (const row of connection.prepare(selectRows(table)).iterate()) {
          rows.push(table.columns.map(({ name }) => row[name] as SqlValue))
          if (rows.length < rowsAtOnce(table)) continue
          yield rows
          rows = []
        }
        yield rows
      },
    })
  } finally {
    connection.close()
  }
}

/** Reads a PostgreSQL by cursors in one transaction that sees one state and cannot be in anybody's way. */
export async function readPostgresSnapshot<Result>(
  database: Database,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (sql) => {
    await sql.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return work({
      schema: async () => (await sql.get<{ version: number | null }>(schemaStatement))?.version ?? undefined,
      keyring: async () => (await sql.get<{ value: string }>(keyringStatement))?.value,
      rows: async function* (table) {
        await sql.run(`DECLARE exported NO SCROLL CURSOR FOR ${selectRows(table)}`)
        const fetch = `FETCH ${rowsAtOnce(table)} FROM exported`
        for (;;) {
          const rows = await sql.all<Readonly<Record<string, SqlValue>>>(fetch)
          if (rows.length === 0) break
          yield rows.map((row) => table.columns.map(({ name }) => row[name] ?? null))
        }
        await sql.run('CLOSE exported')
      },
    })
  })
}
