import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../ports/random.ts'
import { createResealing, type Resealing } from '../ports/vault.ts'
import type { Keyring } from './keyring.ts'
import { describeTables, rowsAtOnce, type Table } from './portable/describe-tables.ts'
import { sealedColumns } from './sealed-columns.ts'
import type { Database, Sql, SqlValue } from './sql.ts'

/** What one look through the database came to. */
export interface Resealed {
  /** Values that were sealed anew. */
  readonly values: number
  /** Values that have the mark of an earlier key and that it does not open: damaged ones. */
  readonly unreadable: number
}

interface ResealOptions {
  readonly onProgress?: (values: number) => void
  readonly signal?: AbortSignal
  /** Waits before another look while a stack is being worked on. */
  readonly pause?: () => Promise<void>
}

/**
 * Seals everything anew that earlier keys of the ring have sealed, some rows at a time, and takes those keys out of the ring
 * when there is nothing left. What is changed meanwhile is left to the next look, and what was done stays so, wherever it is
 * interrupted. Resolves with what it did; keys that unreadable values are sealed with stay in the ring.
 *
 * Whoever works on a stack holds what is stored of it and stores it again as it was, so that earlier keys stay as long as any stack
 * is being worked on.
 */
export async function reseal(
  database: Database,
  keyring: Keyring,
  random: Random,
  { onProgress, signal, pause = () => delay(1000, undefined, signal && { signal }) }: ResealOptions = {},
): Promise<Resealed> {
  let total = 0
  for (;;) {
    const isAtRest = !(await isStackUnderWay(database))
    const { sealing, earlier } = keyring.keys()
    let [values, unreadable] = [0, 0]
    for (const from of earlier)
      for (const table of describeTables().filter(({ name }) => Object.hasOwn(sealedColumns, name)))
        for await (const some of resealTable(database, table, createResealing(from, sealing, random))) {
          values += some.values
          unreadable += some.unreadable
          onProgress?.(total + values)
          signal?.throwIfAborted()
        }
    total += values
    // The last look found nothing.
    if (values > 0) continue
    if (unreadable > 0 || earlier.length === 0) return { values: total, unreadable }
    if (!isAtRest) {
      await pause()
      continue
    }
    if (await keyring.replace({ keys: { sealing } })) return { values: total, unreadable }
    // Another node has changed the ring.
    await keyring.reload()
  }
}

async function isStackUnderWay(database: Database): Promise<boolean> {
  const sql = `SELECT 1 AS found FROM stack WHERE status LIKE '%_IN_PROGRESS' AND status <> 'REVIEW_IN_PROGRESS' LIMIT 1`
  return (await database.get(sql)) !== undefined
}

type StoredRow = Readonly<Record<string, SqlValue>>

/** So few that requests in between do not wait. */
const atOnce = 25

async function* resealTable(database: Database, table: Table, resealing: Resealing): AsyncGenerator<Resealed> {
  const { mark } = resealing
  const columns = table.columns.filter(({ name }) => sealedColumns[table.name]?.includes(name))
  const conditions = columns.map(({ name, type }) =>
    type === 'bytes' ? `substr(${name}, 1, 6) = ?` : `${name} LIKE ?`,
  )
  const marks = columns.map(({ type }) => (type === 'bytes' ? mark : `%${mark.toString('base64')}%`))
  const key = table.primaryKey.join(', ')
  const placeholders = table.primaryKey.map(() => '?').join(', ')
  const selected = `SELECT ${[key, ...columns.map(({ name }) => name)].join(', ')} FROM ${table.name} WHERE (${conditions.join(' OR ')})`
  const ordered = `ORDER BY ${key} LIMIT ${Math.min(rowsAtOnce(table), atOnce)}`
  let last: readonly SqlValue[] | undefined
  for (;;) {
    const rows: readonly StoredRow[] = last
      ? await database.all(`${selected} AND (${key}) > (${placeholders}) ${ordered}`, ...marks, ...last)
      : await database.all(`${selected} ${ordered}`, ...marks)
    const end = rows.at(-1)
    if (!end) return
    last = keyOf(table, end)
    yield await database.transaction(async (sql) => {
      let [values, unreadable] = [0, 0]
      for (const row of rows)
        for (const { name } of columns)
          try {
            const anew = resealValue(row[name] ?? null, resealing)
            if (anew !== undefined) values += await replaceValue(sql, table, row, name, anew)
          } catch (error) {
            if (!(error instanceof UnreadableError)) throw error
            unreadable += 1
          }
      return { values, unreadable }
    })
  }
}

function keyOf({ primaryKey }: Table, row: StoredRow): readonly SqlValue[] {
  return primaryKey.map((name) => row[name] ?? null)
}

/** Unless somebody has changed it meanwhile. */
function replaceValue(sql: Sql, table: Table, row: StoredRow, column: string, anew: SqlValue): Promise<number> {
  const conditions = [...table.primaryKey, column].map((name) => `${name} = ?`)
  return sql.run(
    `UPDATE ${table.name} SET ${column} = ? WHERE ${conditions.join(' AND ')}`,
    anew,
    ...keyOf(table, row),
    row[column] ?? null,
  )
}

/** A value has the mark of a key that does not open it. */
class UnreadableError extends Error {}

/** Undefined for what the key did not seal. Throws UnreadableError. */
function resealValue(value: SqlValue, resealing: Resealing): SqlValue | undefined {
  const { mark } = resealing
  if (value instanceof Uint8Array) {
    return mark.equals(value.subarray(0, mark.length)) ? resealBytes(value, resealing) : undefined
  }
  // A mark makes whole characters of base64, so that a sealed value in a text begins with them.
  const start = mark.toString('base64')
  if (typeof value !== 'string' || !value.includes(start)) return undefined
  const sealed = new RegExp(`${start.replaceAll('+', String.raw`\+`)}[A-Za-z0-9+/]*={0,2}`, 'g')
  return value.replace(sealed, (text) => resealBytes(Buffer.from(text, 'base64'), resealing).toString('base64'))
}

function resealBytes(sealed: Uint8Array, resealing: Resealing): Buffer {
  try {
    return resealing.reseal(sealed)
  } catch (error) {
    throw new UnreadableError('it was changed after it was sealed', { cause: error })
  }
}
