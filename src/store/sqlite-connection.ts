import { DatabaseSync } from 'node:sqlite'

/**
 * Pages that a connection keeps at most. The writer's are for whoever imports: pages of a transaction that find no place
 * are written, and read again when the next user lies there. The reader's are forgotten at each commit.
 */
export const writerCacheKibibytes = 64 * 1024
export const readerCacheKibibytes = 16 * 1024

/** WAL is the database file's own property; that SQLite syncs nothing but when the log begins anew is the connection's. */
export function connect(path: string, cacheKibibytes: number): DatabaseSync {
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5000 })
  connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0')
  connection.exec(`PRAGMA cache_size=-${cacheKibibytes}`)
  return connection
}
