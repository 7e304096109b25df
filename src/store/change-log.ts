import type { Database, Sql } from './sql.ts'

/** What has changed: something that nodes keep in memory. */
export interface ConfigurationChange {
  /**
   * `http-api`: what an API serves, by its id; `domain-name`: a custom domain of HTTP APIs, by `<region>/<name>`;
   * `login-host`: a custom domain of a user pool, by its name; `signing-keys`: the keys of a user pool, by its id;
   * `keyring`: the keys that values are sealed with, without a subject.
   */
  readonly kind: 'http-api' | 'domain-name' | 'login-host' | 'signing-keys' | 'keyring'
  readonly subject: string
}

/** A node that is further behind takes up everything anew. */
const keptChanges = 10_000

const countChange = 'UPDATE configuration_version SET version = version + 1 WHERE id = 1 RETURNING version'

/**
 * Tells the other nodes of a change, in its transaction and last of all in it: transactions that record changes come one
 * after the other, so that whoever has read up to a version misses none that commits later.
 */
export async function recordChange(sql: Sql, { kind, subject }: ConfigurationChange): Promise<void> {
  const row = await sql.get<{ version: number }>(countChange)
  if (!row) throw new Error('the database has no row that counts configuration changes')
  await sql.run(
    'INSERT INTO configuration_change (version, kind, subject) VALUES (?, ?, ?)',
    row.version,
    kind,
    subject,
  )
  await sql.run('DELETE FROM configuration_change WHERE version <= ?', row.version - keptChanges)
}

/**
 * The same database, but that a transaction in which a change was recorded resolves only when `announce` does, which is called
 * once it is committed and on disk.
 */
export function announcingDatabase(database: Database, announce: () => Promise<void>): Database {
  return {
    ...database,
    transaction: async (work, committed) => {
      let hasRecorded = false
      const result = await database.transaction((sql) => {
        // The database may run it again.
        hasRecorded = false
        return work({
          ...sql,
          get: (statement, ...values) => {
            hasRecorded ||= statement === countChange
            return sql.get(statement, ...values)
          },
        })
      }, committed)
      if (hasRecorded) await announce()
      return result
    },
  }
}

/** The version of the newest change; 0 when there has been none. */
export async function newestVersion(database: Sql): Promise<number> {
  const row = await database.get<{ version: number }>('SELECT version FROM configuration_version WHERE id = 1')
  return row?.version ?? 0
}

/** What was committed since, oldest first, with the version to go on from; `forgotten` when not all of it is known any more. */
export async function changesSince(
  database: Pick<Database, 'all'>,
  version: number,
): Promise<{ readonly version: number; readonly changes: readonly ConfigurationChange[] } | 'forgotten'> {
  const rows = await database.all<ConfigurationChange & { readonly version: number }>(
    'SELECT version, kind, subject FROM configuration_change WHERE version > ? ORDER BY version LIMIT 1000',
    version,
  )
  const [first] = rows
  if (first && first.version !== version + 1) return 'forgotten'
  return { version: rows.at(-1)?.version ?? version, changes: rows.map(({ kind, subject }) => ({ kind, subject })) }
}
