import type { Random } from '../../ports/random.ts'
import { recordChange } from '../change-log.ts'
import { sealKeys } from '../keyring.ts'
import type { Database, Sql, SqlValue } from '../sql.ts'
import { rowsAtOnce, type Table } from './describe-tables.ts'
import { PortableFileError } from './portable-file.ts'
import { portableRows, portableTables } from './portable-tables.ts'
import { type FiledRow, openPortableFile } from './read-portable-file.ts'

export interface ImportOptions {
  /** Of the database that the file goes into. */
  readonly masterKey: Uint8Array
  /** What the file's keys are protected with, unless they are not. */
  readonly passphrase: string | undefined
  readonly random: Random
  /** Called now and then with what was stored so far. */
  readonly onProgress?: (rows: number, table: string) => void
}

/**
 * Fills an empty database of the newest schema with what a portable file has, in one transaction: all of it or nothing. Answers
 * how many rows that were.
 * @throws PortableFileError
 */
export async function importPortableFile(
  database: Database,
  lines: AsyncIterator<string>,
  { masterKey, passphrase, random, onProgress }: ImportOptions,
): Promise<number> {
  const file = await openPortableFile(lines, passphrase, random)
  let isBegun = false
  return database.transaction(async (sql) => {
    if (isBegun) throw new PortableFileError('somebody else writes to the database; stop every server that uses it')
    isBegun = true
    await refuseUsed(sql)
    let rows = 0
    for await (const batch of inBatches(file.rows())) {
      await insertRows(sql, batch)
      rows += batch.length
      onProgress?.(rows, batch[0]!.table.name)
    }
    if (database.dialect === 'postgres') await numberFromHereOn(sql)
    await sql.run(
      `INSERT INTO installation (name, value) VALUES ('keyring', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      sealKeys(file.keys, masterKey, random),
    )
    await recordChange(sql, { kind: 'keyring', subject: '' })
    return rows
  })
}

/** PostgreSQL numbers rows from where it has stopped itself; SQLite from the highest number there is. */
async function numberFromHereOn(sql: Sql): Promise<void> {
  for (const { name, rowNumber } of portableTables())
    if (rowNumber !== undefined)
      await sql.get(
        `SELECT setval(pg_get_serial_sequence('${name}', '${rowNumber}'), COALESCE(MAX(${rowNumber}), 1)) FROM ${name}`,
      )
}

/** What makes a database not empty: a migration's own rows and the keyring do not. */
async function refuseUsed(sql: Sql): Promise<void> {
  for (const table of portableTables()) {
    const found = await sql.get(`SELECT 1 AS found FROM ${table.name} ${portableRows(table)} LIMIT 1`)
    if (found)
      throw new PortableFileError(
        `the database is in use: there is something in ${table.name}; import into an empty one`,
      )
  }
}

/** Rows of one table each, so many at once. */
async function* inBatches(rows: AsyncGenerator<FiledRow>): AsyncGenerator<readonly FiledRow[]> {
  let batch: FiledRow[] = []
  for await (const row of rows) {
    const [first] = batch
    if (first && (first.table !== row.table || batch.length >= Math.min(100, rowsAtOnce(first.table)))) {
      yield batch
      batch = []
    }
    batch.push(row)
  }
  if (batch.length > 0) yield batch
}

async function insertRows(sql: Sql, rows: readonly FiledRow[]): Promise<void> {
  const first = rows[0]!
  const values: SqlValue[] = rows.flatMap(({ row }) => row)
  try {
    await sql.run(insertion(first.table, rows.length), ...values)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PortableFileError(`lines ${first.line} to ${rows.at(-1)!.line} cannot be stored: ${reason}`, {
      cause: error,
    })
  }
}

function insertion({ name, columns }: Table, rows: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`
  return `INSERT INTO ${name} (${columns.map((column) => column.name).join(', ')}) VALUES ${Array(rows).fill(row).join(', ')}`
}
