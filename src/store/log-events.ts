import type { EventQuery, LogEventRecord, LogStore, LogStreamRecord, StreamQuery } from '../logs/store.ts'
import type { Database, Sql, SqlValue } from './sql.ts'

interface EventRow {
  at: number
  id: string
  stream: string
  ingested_at: number
  message: string
}

interface StreamRow {
  name: string
  created_at: number
  first_event_at: number
  last_event_at: number
  last_ingested_at: number
}

/** Few enough that nobody is held up while they are deleted. */
const deletedAtOnce = 1000
/** Events of one INSERT; a batch is made of whole statements of so many, and of single ones. */
const insertedAtOnce = 50
/** What AWS counts for an event beside its message (API reference, PutLogEvents). */
const eventOverhead = 26
const dayMs = 86_400_000

/** Streams and events of log groups. */
export function logEventStore(
  database: Database,
): Pick<
  LogStore,
  'appendLogEvents' | 'deleteLogGroup' | 'dropExpiredEvents' | 'hasLogStream' | 'listLogEvents' | 'listLogStreams'
> {
  return {
    hasLogStream: async (groupId, name) =>
      (await database.get('SELECT name FROM log_stream WHERE group_id = ? AND name = ?', groupId, name)) !== undefined,
    listLogStreams: (query) => listStreams(database, query),
    listLogEvents: (query) => listEvents(database, query),
    appendLogEvents: (region, name, events, { mostEvents }) =>
      database.transaction(async (sql) => {
        const group = await countIn(sql, region, name, events)
        if (!group) return false
        await noteStreams(sql, group.id, events)
        await insertEvents(sql, group.id, events)
        const surplus = group.stored_events - mostEvents
        if (surplus > 0) await dropOldest(sql, group.id, { most: Math.min(surplus, 2 * events.length) })
        const newest = Math.max(...events.map(({ ingestedAt }) => ingestedAt))
        if (group.retention_days !== null)
          await dropOldest(sql, group.id, {
            before: newest - group.retention_days * dayMs,
            most: 2 * events.length,
          })
        return true
      }),
    deleteLogGroup: async (region, name) => {
      const id = await database.transaction(async (sql) => {
        const row = await sql.get<{ id: string }>(
          'SELECT id FROM log_group WHERE region = ? AND name = ?',
          region,
          name,
        )
        if (!row) return undefined
        await sql.run('DELETE FROM log_group WHERE id = ?', row.id)
        await sql.run('DELETE FROM log_stream WHERE group_id = ?', row.id)
        return row.id
      })
      if (id !== undefined) await dropAll(database, id)
      return id !== undefined
    },
    dropExpiredEvents: async (now) => {
      const groups = await database.all<{ id: string; retention_days: number }>(
        'SELECT id, retention_days FROM log_group WHERE retention_days IS NOT NULL',
      )
      for (const group of groups) await dropAll(database, group.id, now.getTime() - group.retention_days * dayMs)
      await dropOrphans(database)
    },
  }
}

/** Takes account of events to come; undefined when there is no such group. */
async function countIn(
  sql: Sql,
  region: string,
  name: string,
  events: readonly LogEventRecord[],
): Promise<{ id: string; retention_days: number | null; stored_events: number } | undefined> {
  return sql.get(
    `UPDATE log_group SET stored_events = stored_events + ?, stored_bytes = stored_bytes + ?
      WHERE region = ? AND name = ? RETURNING id, retention_days, stored_events`,
    events.length,
    events.reduce((bytes, event) => bytes + bytesOf(event), 0),
    region,
    name,
  )
}

async function noteStreams(sql: Sql, groupId: string, events: readonly LogEventRecord[]): Promise<void> {
  for (const [name, ofStream] of Map.groupBy(events, ({ logStream }) => logStream)) {
    const times = ofStream.map(({ at }) => at)
    const ingested = ofStream.map(({ ingestedAt }) => ingestedAt)
    await sql.run(
      `INSERT INTO log_stream (group_id, name, created_at, first_event_at, last_event_at, last_ingested_at)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (group_id, name) DO UPDATE SET
         first_event_at = CASE WHEN excluded.first_event_at < log_stream.first_event_at
           THEN excluded.first_event_at ELSE log_stream.first_event_at END,
         last_event_at = CASE WHEN excluded.last_event_at > log_stream.last_event_at
           THEN excluded.last_event_at ELSE log_stream.last_event_at END,
         last_ingested_at = excluded.last_ingested_at`,
      groupId,
      name,
      Math.min(...ingested),
      Math.min(...times),
      Math.max(...times),
      Math.max(...ingested),
    )
  }
}

async function insertEvents(sql: Sql, groupId: string, events: readonly LogEventRecord[]): Promise<void> {
  let index = 0
  while (index < events.length) {
    const count = events.length - index >= insertedAtOnce ? insertedAtOnce : 1
    const rows = events.slice(index, index + count)
    await sql.run(
      `INSERT INTO log_event (group_id, at, id, stream, ingested_at, message, bytes)
       VALUES ${rows.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      ...rows.flatMap((event): SqlValue[] => [
        groupId,
        event.at,
        event.id,
        event.logStream,
        event.ingestedAt,
        event.message,
        bytesOf(event),
      ]),
    )
    index += count
  }
}

function bytesOf({ message }: Pick<LogEventRecord, 'message'>): number {
  return Buffer.byteLength(message) + eventOverhead
}

/** Answers how many it dropped. */
async function dropOldest(
  sql: Sql,
  groupId: string,
  { before = Number.MAX_SAFE_INTEGER, most }: { readonly before?: number; readonly most: number },
): Promise<number> {
  const rows = await sql.all<{ at: number; id: string; bytes: number }>(
    'SELECT at, id, bytes FROM log_event WHERE group_id = ? AND at < ? ORDER BY at, id LIMIT ?',
    groupId,
    before,
    most,
  )
  const last = rows.at(-1)
  if (!last) return 0
  await sql.run(
    'DELETE FROM log_event WHERE group_id = ? AND (at < ? OR (at = ? AND id <= ?))',
    groupId,
    last.at,
    last.at,
    last.id,
  )
  await sql.run(
    'UPDATE log_group SET stored_events = stored_events - ?, stored_bytes = stored_bytes - ? WHERE id = ?',
    rows.length,
    rows.reduce((bytes, row) => bytes + row.bytes, 0),
    groupId,
  )
  return rows.length
}

async function dropAll(database: Database, groupId: string, before?: number): Promise<void> {
  const some = { most: deletedAtOnce, ...(before !== undefined && { before }) }
  while ((await database.transaction((sql) => dropOldest(sql, groupId, some))) === deletedAtOnce);
}

/** What groups have left whose deletion came to no end. */
async function dropOrphans(database: Database): Promise<void> {
  for (let previous = ''; ;) {
    const row = await database.get<{ id: string; found: string | null }>(
      `SELECT event.group_id AS id, log_group.id AS found FROM log_event AS event
         LEFT JOIN log_group ON log_group.id = event.group_id
        WHERE event.group_id > ? ORDER BY event.group_id LIMIT 1`,
      previous,
    )
    if (!row) return
    if (row.found === null) await dropAll(database, row.id)
    previous = row.id
  }
}

async function listEvents(sql: Sql, query: EventQuery): Promise<LogEventRecord[]> {
  const { groupId, logStreams, logStreamPrefix: prefix, from, until, after, order, limit } = query
  const [direction, beyond] = order === 'oldest-first' ? ['', '>'] : [' DESC', '<']
  const conditions: [condition: string, ...values: SqlValue[]][] = [['group_id = ?', groupId]]
  if (logStreams) conditions.push([`stream IN (${logStreams.map(() => '?').join(', ')})`, ...logStreams])
  if (prefix !== undefined) conditions.push(['SUBSTR(stream, 1, LENGTH(CAST(? AS TEXT))) = ?', prefix, prefix])
  if (from !== undefined) conditions.push(['at >= ?', from])
  if (until !== undefined) conditions.push(['at < ?', until])
  // The first half lets an index find the place.
  if (after) conditions.push([`at ${beyond}= ? AND (at <> ? OR id ${beyond} ?)`, after.at, after.at, after.id])
  const rows = await sql.all<EventRow>(
    `SELECT at, id, stream, ingested_at, message FROM log_event
      WHERE ${conditions.map(([condition]) => condition).join(' AND ')}
      ORDER BY at${direction}, id${direction} LIMIT ?`,
    ...conditions.flatMap(([, ...values]) => values),
    limit,
  )
  return rows.map((row) => ({
    at: row.at,
    id: row.id,
    logStream: row.stream,
    ingestedAt: row.ingested_at,
    message: row.message,
  }))
}

async function listStreams(sql: Sql, query: StreamQuery): Promise<LogStreamRecord[]> {
  const { groupId, prefix = '', order, descending, after, limit } = query
  const [direction, beyond] = descending ? [' DESC', '<'] : ['', '>']
  const byName = order === 'name'
  const place = byName ? `name ${beyond} ?` : `(last_event_at ${beyond} ? OR (last_event_at = ? AND name ${beyond} ?))`
  const rows = await sql.all<StreamRow>(
    `SELECT name, created_at, first_event_at, last_event_at, last_ingested_at FROM log_stream
      WHERE group_id = ? AND SUBSTR(name, 1, LENGTH(CAST(? AS TEXT))) = ? ${after ? `AND ${place}` : ''}
      ORDER BY ${byName ? `name${direction}` : `last_event_at${direction}, name${direction}`} LIMIT ?`,
    groupId,
    prefix,
    prefix,
    ...(after ? (byName ? [after.name] : [after.lastEventAt, after.lastEventAt, after.name]) : []),
    limit,
  )
  return rows.map((row) => ({
    name: row.name,
    createdAt: new Date(row.created_at),
    firstEventAt: new Date(row.first_event_at),
    lastEventAt: new Date(row.last_event_at),
    lastIngestedAt: new Date(row.last_ingested_at),
  }))
}
