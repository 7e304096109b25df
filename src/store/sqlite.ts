import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Database, Sql, SqlValue } from './sql.ts'

/**
 * SQLite through node:sqlite: WAL, `synchronous=FULL` so that a commit is on disk before it is acknowledged. One
 * connection writes, one transaction at a time; another reads, so a reader never sees an open transaction.
 * `:memory:` shares one connection for both.
 */
export function openSqlite(path: string): Database {
  const writer = connect(path)
  const reader = path === ':memory:' ? writer : connect(path)
  const write = statements(writer)
  const read = reader === writer ? write : statements(reader)
  let last: Promise<unknown> = Promise.resolve()
  /** Runs `work` when every earlier write has ended. */
  function inTurn<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
  return {
    dialect: 'sqlite',
    all: async (text, ...values) => read.all(text, values),
    get: async (text, ...values) => read.all<never>(text, values)[0],
    run: (text, ...values) => inTurn(() => write.run(text, values)),
    transaction: (work) =>
      inTurn(async () => {
        writer.exec('BEGIN IMMEDIATE')
        try {
          const result = await work(sqlOf(write))
          writer.exec('COMMIT')
          return result
        } catch (error) {
          if (writer.isTransaction) writer.exec('ROLLBACK')
          throw error
        }
      }),
    isUniqueViolation: (error) =>
      error instanceof Error && 'errcode' in error && (error.errcode === 2067 || error.errcode === 1555),
    close: async () => {
      await last
      if (reader !== writer) reader.close()
      writer.close()
    },
  }
}

function connect(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5000 })
  connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;')
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
    if (!statement) prepared.set(text, (statement = connection.prepare(text)))
    return statement
  }
  return {
    all: <Row>(text: string, values: SqlValue[]) => prepare(text).all(...values) as Row[],
    run: (text, values) => Number(prepare(text).run(...values).changes),
  }
}

function sqlOf(connection: Statements): Sql {
  return {
    all: async (text, ...values) => connection.all(text, values),
    get: async (text, ...values) => connection.all<never>(text, values)[0],
    run: async (text, ...values) => connection.run(text, values),
  }
}
