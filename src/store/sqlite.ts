import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Database, Sql, SqlValue } from './sql.ts'
import { makePrivateDatabase } from './sqlite-files.ts'
import { type DurableLog, type DurableLogOptions, openDurableLog } from './sqlite-log.ts'

/**
 * Pages that a connection keeps at most. The writer's are for whoever imports: pages of a transaction that find no place
 * are written, and read again when the next user lies there. The reader's are forgotten at each commit.
 */
const writerCacheKibibytes = 64 * 1024
const readerCacheKibibytes = 16 * 1024

/**
 * SQLite through node:sqlite, as a private file with a write-ahead log. A write is acknowledged when it is on disk, which no
 * other write and no other work waits for. One connection writes, one transaction at a time; another reads, so a reader
 * never sees an open transaction, but may see a write that is about to be acknowledged (docs/decisions/0035).
 * `:memory:` shares one connection for both.
 */
export function openSqlite(path: string, options: DurableLogOptions = {}): Database {
  const isInMemory = path === ':memory:'
  if (!isInMemory) makePrivateDatabase(path)
  const writer = connect(path, writerCacheKibibytes)
  const reader = isInMemory ? writer : connect(path, readerCacheKibibytes)
  const write = statements(writer)
  const read = isInMemory ? write : statements(reader)
  let last: Promise<unknown> = Promise.resolve()
  /** Runs `work` when every earlier write has ended. */
  function inTurn<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
  const log = isInMemory
    ? undefined
    : openDurableLog({ path, writer, connect: () => connect(path, readerCacheKibibytes), inTurn }, options)
  return {
    dialect: 'sqlite',
    all: async (text, ...values) => read.all(text, values),
    get: async (text, ...values) => read.all<never>(text, values)[0],
    run: (text, ...values) => durably(log, () => inTurn(() => write.run(text, values))),
    transaction: (work, committed) =>
      durably(log, () => inTurn(() => transact(writer, () => work(sqlOf(write)), committed))),
    isUniqueViolation: (error) =>
      error instanceof Error && 'errcode' in error && (error.errcode === 2067 || error.errcode === 1555),
    check: async () => {
      await log?.repaired()
      read.all('SELECT 1', [])
    },
    close: async () => {
      await last
      await log?.settled()
      if (!isInMemory) reader.close()
      writer.close()
      log?.close()
    },
  }
}

/** Resolves when what `work` has committed is on disk. */
async function durably<Result>(log: DurableLog | undefined, work: () => Promise<Result>): Promise<Result> {
  await log?.repaired()
  const result = await work()
  await log?.synced()
  return result
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

/** WAL is the database file's own property; that SQLite syncs nothing but when the log begins anew is the connection's. */
function connect(path: string, cacheKibibytes: number): DatabaseSync {
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5000 })
  connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0')
  connection.exec(`PRAGMA cache_size=-${cacheKibibytes}`)
  return connection
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
