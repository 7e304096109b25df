import type { LogGroupRecord, LogStore } from '../logs/store.ts'
import { logEventStore } from './log-events.ts'
import { pageOf } from './pages.ts'
import type { Database, Sql } from './sql.ts'

interface LogGroupRow {
  region: string
  name: string
  id: string
  retention_days: number | null
  tags: string
  created_at: number
  stored_bytes: number
}

const columns = 'region, name, id, retention_days, tags, created_at, stored_bytes'

/** Log groups, their streams and events. */
export function logStore(database: Database): LogStore {
  return {
    insertLogGroup: async ({ region, name, id, retentionInDays, tags, createdAt }) =>
      (await database.run(
        `INSERT INTO log_group (region, name, id, retention_days, tags, created_at, stored_events, stored_bytes)
         VALUES (?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (region, name) DO NOTHING`,
        region,
        name,
        id,
        retentionInDays ?? null,
        JSON.stringify(tags),
        createdAt.getTime(),
      )) > 0,
    findLogGroup: async (region, name) => {
      const row = await findRow(database, region, name)
      return row && groupOf(row)
    },
    listLogGroups: async (region, { prefix = '', contained = '', names }, { limit, after }) => {
      const among = names && ` AND name IN (${names.map(() => '?').join(', ')})`
      const rows = await database.all<LogGroupRow>(
        `SELECT ${columns} FROM log_group
          WHERE region = ? AND SUBSTR(name, 1, LENGTH(CAST(? AS TEXT))) = ?
            AND (CAST(? AS TEXT) = '' OR REPLACE(name, ?, '') <> name)
            ${after === undefined ? '' : ' AND name > ?'}${among ?? ''}
          ORDER BY name LIMIT ?`,
        region,
        prefix,
        prefix,
        contained,
        contained,
        ...(after === undefined ? [] : [after]),
        ...(names ?? []),
        limit + 1,
      )
      const groups = rows.map((row) => ({ ...groupOf(row), storedBytes: row.stored_bytes }))
      return pageOf(groups, limit, ({ name }) => name)
    },
    setRetention: async (region, name, days) =>
      (await database.run(
        'UPDATE log_group SET retention_days = ? WHERE region = ? AND name = ?',
        days ?? null,
        region,
        name,
      )) > 0,
    changeTags: (region, name, change) =>
      database.transaction(async (sql) => {
        // Changes of one group come one after the other.
        await sql.run('UPDATE log_group SET name = name WHERE region = ? AND name = ?', region, name)
        const row = await findRow(sql, region, name)
        if (!row) return undefined
        const tags = change(groupOf(row).tags)
        await sql.run('UPDATE log_group SET tags = ? WHERE id = ?', JSON.stringify(tags), row.id)
        return tags
      }),
    ...logEventStore(database),
  }
}

function findRow(sql: Sql, region: string, name: string): Promise<LogGroupRow | undefined> {
  return sql.get<LogGroupRow>(`SELECT ${columns} FROM log_group WHERE region = ? AND name = ?`, region, name)
}

function groupOf(row: LogGroupRow): LogGroupRecord {
  return {
    region: row.region,
    name: row.name,
    id: row.id,
    ...(row.retention_days !== null && { retentionInDays: row.retention_days }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: written by this file
    tags: JSON.parse(row.tags) as LogGroupRecord['tags'],
    createdAt: new Date(row.created_at),
  }
}
