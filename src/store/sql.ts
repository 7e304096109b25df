/** A value that both SQLite and PostgreSQL store as it is. Times are epoch milliseconds, flags 0 or 1, documents JSON text. */
export type SqlValue = string | number | Uint8Array | null

/**
 * The little that the SQL of every domain needs. Statements use `?` placeholders and stick to what SQLite 3.45 and
 * PostgreSQL 14 (and CockroachDB, YugabyteDB) share: TEXT, BIGINT, BYTEA/BLOB, ON CONFLICT, RETURNING.
 */
export interface Sql {
  all<Row>(statement: string, ...values: SqlValue[]): Promise<Row[]>
  get<Row>(statement: string, ...values: SqlValue[]): Promise<Row | undefined>
  /** Runs a statement; answers how many rows it changed. */
  run(statement: string, ...values: SqlValue[]): Promise<number>
}

export interface Database extends Sql {
  readonly dialect: 'sqlite' | 'postgres'
  /**
   * Runs `work` atomically; its rejection rolls everything back and is passed on. Committed and synced when it
   * resolves (promise P6). `work` may run again when the database asks for a retry, so it must only touch `sql`.
   * @param committed hears the result once it is committed, perhaps before it is synced, and before a later transaction of
   * an embedded database begins; it must not throw
   */
  transaction<Result>(work: (sql: Sql) => Promise<Result>, committed?: (result: Result) => void): Promise<Result>
  /** Whether `error` says that a unique constraint was violated. */
  isUniqueViolation(error: unknown): boolean
  /** Rejects while nothing can be stored. */
  check(): Promise<void>
  close(): Promise<void>
}
