import type { AuthEventRecord, AuthEventStore } from '../../cognito/auth-event-store.ts'
import { pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface AuthEventRow {
  pool_id: string
  sub: string
  id: string
  event: string
  created_at: number
}

/** Auth events of all users. */
export function cognitoAuthEvents(database: Database): AuthEventStore {
  return {
    putAuthEvent: (event, keep) => database.transaction((sql) => putAuthEvent(sql, event, keep)),
    findAuthEvent: async (poolId, sub, id) => {
      const row = await database.get<AuthEventRow>(
        'SELECT * FROM auth_events WHERE pool_id = ? AND sub = ? AND id = ?',
        poolId,
        sub,
        id,
      )
      return row && authEventOf(row)
    },
    listAuthEvents: async (poolId, sub, { limit, after }) => {
      const [time, id] = positionOf(after)
      const rows = await database.all<AuthEventRow>(
        `SELECT * FROM auth_events WHERE pool_id = ? AND sub = ? AND (created_at < ? OR (created_at = ? AND id < ?))
         ORDER BY created_at DESC, id DESC LIMIT ?`,
        poolId,
        sub,
        time,
        time,
        id,
        limit + 1,
      )
      return pageOf(rows.map(authEventOf), limit, (event) => `${event.createdAt.getTime()}/${event.id}`)
    },
  }
}

async function putAuthEvent(sql: Sql, event: AuthEventRecord, keep: number): Promise<void> {
  const { poolId, sub, id, createdAt, ...rest } = event
  if (!(await sql.get('SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ?', poolId, sub))) return
  await sql.run(
    `INSERT INTO auth_events (pool_id, sub, id, event, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (pool_id, sub, id) DO UPDATE SET event = excluded.event`,
    poolId,
    sub,
    id,
    JSON.stringify(rest),
    createdAt.getTime(),
  )
  await sql.run(
    `DELETE FROM auth_events WHERE pool_id = ? AND sub = ? AND id IN (
       SELECT id FROM auth_events WHERE pool_id = ? AND sub = ? ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET ?)`,
    poolId,
    sub,
    poolId,
    sub,
    keep,
  )
}

/** Where a page ends: time and id of its last event. Without one, before everything. */
function positionOf(after: string | undefined): [time: number, id: string] {
  if (after === undefined) return [Number.MAX_SAFE_INTEGER, '']
  const slash = after.indexOf('/')
  return [Number(after.slice(0, slash)), after.slice(slash + 1)]
}

type StoredEvent = Omit<AuthEventRecord, 'poolId' | 'sub' | 'id' | 'createdAt' | 'feedback'> & {
  readonly feedback?: Omit<NonNullable<AuthEventRecord['feedback']>, 'FeedbackDate'> & { readonly FeedbackDate: string }
}

function authEventOf(row: AuthEventRow): AuthEventRecord {
  const { feedback, ...stored } = JSON.parse(row.event) as StoredEvent
  return {
    poolId: row.pool_id,
    sub: row.sub,
    id: row.id,
    ...stored,
    ...(feedback && { feedback: { ...feedback, FeedbackDate: new Date(feedback.FeedbackDate) } }),
    createdAt: new Date(row.created_at),
  }
}
