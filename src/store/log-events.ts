import type { EventQuery, LogEventRecord, LogStore, LogStreamRecord, StreamQuery } from '../logs/store.ts'
import { comparePositions, cutSegments, type LogSegment, longestSegmentMs, readSegment } from './log-segments.ts'
import type { Database, Sql, SqlValue } from './sql.ts'

interface StreamRow {
  name: string
  created_at: number
  first_event_at: number
  last_event_at: number
  last_ingested_at: number
}

/** Segments that are deleted in one transaction: few enough that nobody is held up. */
const deletedAtOnce = 100
/** Segments that are read in one go. */
const fewestRead = 8
const mostRead = 64
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
    appendLogEvents: (region, name, events, { mostEvents }) => {
      const segments = cutSegments(events)
      return database.transaction(async (sql) => {
        const group = await countIn(sql, region, name, segments)
        if (!group) return false
        await noteStreams(sql, group.id, events)
        for (const segment of segments) await insertSegment(sql, group.id, segment)
        // Twice as many as came at most, so that no writer pays for what others left.
        const most = 2 * segments.length
        const surplus = group.stored_events - mostEvents
        if (surplus > 0) await dropOldest(sql, group.id, { surplus, most })
        const newest = Math.max(...events.map(({ ingestedAt }) => ingestedAt))
        if (group.retention_days !== null)
          await dropOldest(sql, group.id, { before: newest - group.retention_days * dayMs, most })
        return true
      })
    },
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

/** Takes account of segments to come; undefined when there is no such group. */
async function countIn(
  sql: Sql,
  region: string,
  name: string,
  segments: readonly LogSegment[],
): Promise<{ id: string; retention_days: number | null; stored_events: number } | undefined> {
  return sql.get(
    `UPDATE log_group SET stored_events = stored_events + ?, stored_bytes = stored_bytes + ?
      WHERE region = ? AND name = ? RETURNING id, retention_days, stored_events`,
    segments.reduce((count, { events }) => count + events, 0),
    segments.reduce((total, { bytes }) => total + bytes, 0),
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

async function insertSegment(sql: Sql, groupId: string, segment: LogSegment): Promise<void> {
  const { at, id, stream, lastAt, events, bytes, content } = segment
  await sql.run(
    `INSERT INTO log_segment (group_id, at, id, stream, last_at, events, bytes, content)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    groupId,
    at,
    id,
    stream,
    lastAt,
    events,
    bytes,
    content,
  )
}

interface Dropping {
  /** Drops only what has no event of this time or later. */
  readonly before?: number
  /** Drops only until so many events are gone, or a few more. */
  readonly surplus?: number
  /** Segments. */
  readonly most: number
}

/** Answers how many segments it dropped. */
async function dropOldest(sql: Sql, groupId: string, { before, surplus, most }: Dropping): Promise<number> {
  const oldest = await sql.all<{ at: number; id: string; events: number; bytes: number }>(
    'SELECT at, id, events, bytes FROM log_segment WHERE group_id = ? AND at <= ? ORDER BY at, id LIMIT ?',
    groupId,
    before === undefined ? Number.MAX_SAFE_INTEGER : before - longestSegmentMs,
    most,
  )
  let [events, bytes] = [0, 0]
  const dropped = oldest.filter((segment) => {
    if (events >= (surplus ?? Number.POSITIVE_INFINITY)) return false
    events += segment.events
    bytes += segment.bytes
    return true
  })
  const last = dropped.at(-1)
  if (!last) return 0
  await sql.run(
    'DELETE FROM log_segment WHERE group_id = ? AND (at < ? OR (at = ? AND id <= ?))',
    groupId,
    last.at,
    last.at,
    last.id,
  )
  await sql.run(
    'UPDATE log_group SET stored_events = stored_events - ?, stored_bytes = stored_bytes - ? WHERE id = ?',
    events,
    bytes,
    groupId,
  )
  return dropped.length
}

async function dropAll(database: Database, groupId: string, before?: number): Promise<void> {
  const some = { most: deletedAtOnce, ...(before !== undefined && { before }) }
  while ((await database.transaction((sql) => dropOldest(sql, groupId, some))) === deletedAtOnce);
}

/** What groups have left whose deletion came to no end. */
async function dropOrphans(database: Database): Promise<void> {
  for (let previous = ''; ;) {
    const row = await database.get<{ id: string; found: string | null }>(
      `SELECT segment.group_id AS id, log_group.id AS found FROM log_segment AS segment
         LEFT JOIN log_group ON log_group.id = segment.group_id
        WHERE segment.group_id > ? ORDER BY segment.group_id LIMIT 1`,
      previous,
    )
    if (!row) return
    if (row.found === null) await dropAll(database, row.id)
    previous = row.id
  }
}

type SegmentRow = Pick<LogSegment, 'at' | 'id' | 'stream' | 'content'>

/**
 * Reads segments until none that is still to come can have an event that belongs before the last one that is asked for:
 * segments of several streams and nodes overlap.
 */
async function listEvents(sql: Sql, query: EventQuery): Promise<LogEventRecord[]> {
  const { order, limit } = query
  const atOnce = Math.max(fewestRead, Math.min(limit, mostRead))
  const found: LogEventRecord[] = []
  const inOrder = (events: readonly LogEventRecord[]) =>
    events.toSorted(order === 'oldest-first' ? comparePositions : (a, b) => comparePositions(b, a))
  for (let last: SegmentRow | undefined; ;) {
    const segments = await readSegments(sql, query, last, atOnce)
    for (const segment of segments) found.push(...readSegment(segment).filter((event) => isMeant(event, query)))
    last = segments.at(-1)
    if (!last || segments.length < atOnce) return inOrder(found).slice(0, limit)
    const { at, id } = last
    const settled = found.filter((event) =>
      order === 'oldest-first' ? comparePositions(event, { at, id }) <= 0 : event.at >= at + longestSegmentMs,
    )
    if (settled.length >= limit) return inOrder(settled).slice(0, limit)
  }
}

function isMeant(event: LogEventRecord, { from, until, after, order }: EventQuery): boolean {
  if ((from !== undefined && event.at < from) || (until !== undefined && event.at >= until)) return false
  if (!after) return true
  return order === 'oldest-first' ? comparePositions(event, after) > 0 : comparePositions(event, after) < 0
}

/** The segments behind `last` that may have events which are meant. */
async function readSegments(
  sql: Sql,
  { groupId, logStreams, logStreamPrefix: prefix, from, until, after, order }: EventQuery,
  last: SegmentRow | undefined,
  limit: number,
): Promise<SegmentRow[]> {
  const isForward = order === 'oldest-first'
  const [direction, beyond] = isForward ? ['', '>'] : [' DESC', '<']
  const conditions: [condition: string, ...values: SqlValue[]][] = [['group_id = ?', groupId]]
  if (logStreams) conditions.push([`stream IN (${logStreams.map(() => '?').join(', ')})`, ...logStreams])
  if (prefix !== undefined) conditions.push(['SUBSTR(stream, 1, LENGTH(CAST(? AS TEXT))) = ?', prefix, prefix])
  // The first half lets an index find the place.
  for (const earliest of [from, isForward ? after?.at : undefined])
    if (earliest !== undefined) conditions.push(['at > ? AND last_at >= ?', earliest - longestSegmentMs, earliest])
  if (until !== undefined) conditions.push(['at < ?', until])
  if (after && !isForward) conditions.push(['at <= ?', after.at])
  if (last) conditions.push([`at ${beyond}= ? AND (at <> ? OR id ${beyond} ?)`, last.at, last.at, last.id])
  return sql.all<SegmentRow>(
    `SELECT at, id, stream, content FROM log_segment
      WHERE ${conditions.map(([condition]) => condition).join(' AND ')}
      ORDER BY at${direction}, id${direction} LIMIT ?`,
    ...conditions.flatMap(([, ...values]) => values),
    limit,
  )
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
