import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Database, Sql, SqlValue } from './sql.ts'
import { connect, readerCacheKibibytes, writerCacheKibibytes } from './sqlite-connection.ts'
import { makePrivateDatabase } from './sqlite-files.ts'
import type { DurableLogOptions } from './sqlite-log.ts'
import { type SqliteWriting, writeAlone, writeInMemory } from './sqlite-writing.ts'

/** `writing`: who says when this process writes, where it is one of several that have the file. */
export type SqliteOptions = DurableLogOptions & { readonly writing?: SqliteWriting }

/**
 * SQLite through node:sqlite, as a private file with a write-ahead log. A write is acknowledged when it is on disk, which no
 * other write and no other work waits for. One connection writes, one transaction at a time; another reads, so a reader
 * never sees an open transaction, but may see a write that is about to be acknowledged (docs/decisions/0035).
 * `:memory:` shares one connection for both.
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Database {
  const isInMemory = path === ':memory:'
  if (!isInMemory) makePrivateDatabase(path)
  const writer = connect(path, writerCacheKibibytes)
  const reader = isInMemory ? writer : connect(path, readerCacheKibibytes)
  const write = statements(writer)
  const read = isInMemory ? write : statements(reader)
  const writing = options.writing ?? (isInMemory ? writeInMemory() : writeAlone(path, writer, options))
  return {
    dialect: 'sqlite',
    all: async (text, ...values) => read.all(text, values),
    get: async (text, ...values) => read.all<never>(text, values)[0],
    run: (text, ...values) => writing.durably(() => write.run(text, values)),
    transaction: (work, committed) => writing.durably(() => transact(writer, () => work(sqlOf(write)), committed)),
    isUniqueViolation: (error) =>
      error instanceof Error && 'errcode' in error && (error.errcode === 2067 || error.errcode === 1555),
    check: async () => {
      await writing.check()
      read.all('SELECT 1', [])
    },
    close: async () => {
      await writing.settled()
      if (!isInMemory) reader.close()
      writer.close()
      writing.close()
    },
  }
}

async function transact<Result>(
  writer: DatabaseSync,
  work: () => Promise<Result>,
  committed?: (result: Result) => void,
): Promise<Result> {
  writer.exec('BEGIN IMMEDIATE')
  try {
    const result = await work()
    writer.exec('COMMIT')
    committed?.(result)
    return result
  } catch (error) {
    if (writer.isTransaction) writer.exec('ROLLBACK')
    throw error
  }
}

interface Statements {
  all<Row>(text: string, values: SqlValue[]): Row[]
  run(text: string, values: SqlValue[]): number
}

/** Prepared statements, kept by their text. */
function statements(connection: DatabaseSync): Statements {
  const prepared = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    let statement = prepared.get(text)
    if (!statement) prepared.set(text, (statement = connection.prepare(plannedOnce(text))))
    return statement
  }
  return {
    all: <Row>(text: string, values: SqlValue[]) => prepare(text).all(...values) as Row[],
    run: (text, values) => Number(prepare(text).run(...values).changes),
  }
}

/**
 * SQLite lets its plan depend on what a bare `LIMIT ?` is bound to, and so plans the statement anew for each run, which takes
 * ten times as long as the run. Of an expression it does not ask what it is.
 */
function plannedOnce(text: string): string {
  return text.replaceAll('LIMIT ?', 'LIMIT (? + 0)')
}

function sqlOf(connection: Statements): Sql {
  return {
    all: async (text, ...values) => connection.all(text, values),
    get: async (text, ...values) => connection.all<never>(text, values)[0],
    run: async (text, ...values) => connection.run(text, values),
  }
}
