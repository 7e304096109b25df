import type { EventPosition, LogEventRecord } from '../logs/store.ts'

/**
 * Events of one stream that came close together, as one row: to insert each of them into a table with its indexes cost more
 * than all else that an access log does (docs/decisions/0034). Its position is that of its first event.
 */
export interface LogSegment extends EventPosition {
  readonly stream: string
  /** Of its last event, epoch milliseconds: less than `longestSegmentMs` after its first. */
  readonly lastAt: number
  readonly events: number
  /** As CloudWatch Logs counts them. */
  readonly bytes: number
  readonly content: string
}

/** What readers go back at most to find every event of a time. */
export const longestSegmentMs = 250
/** What is parsed at least to read one event, and dropped at least to have room for another. */
const mostEvents = 100
const mostBytes = 64 * 1024
/** What AWS counts for an event beside its message (API reference, PutLogEvents). */
const eventOverhead = 26

/** What is written of events, a list for each member in their order: the database takes it whatever the messages hold. */
interface SegmentContent {
  /** Milliseconds after the segment's first event. */
  readonly after: readonly number[]
  readonly id: readonly string[]
  /** Milliseconds from the event's time until it came here. */
  readonly late: readonly number[]
  readonly message: readonly string[]
}

/** Segments for these events, which may come in any order. */
export function cutSegments(events: readonly LogEventRecord[]): LogSegment[] {
  return [...Map.groupBy(events, ({ logStream }) => logStream)].flatMap(([stream, ofStream]) =>
    cutStream(stream, ofStream.toSorted(comparePositions)),
  )
}

function cutStream(stream: string, events: readonly LogEventRecord[]): LogSegment[] {
  const segments: LogSegment[] = []
  for (let start = 0; start < events.length;) {
    const { end, bytes } = findEnd(events, start)
    segments.push(writeSegment(stream, events.slice(start, end), bytes))
    start = end
  }
  return segments
}

/** Where the segment ends that begins at `start`; it has one event at least. */
function findEnd(events: readonly LogEventRecord[], start: number): { end: number; bytes: number } {
  const before = (events[start]?.at ?? 0) + longestSegmentMs
  let [end, bytes] = [start, 0]
  for (; end < events.length && end - start < mostEvents; end++) {
    const event = events[end]!
    const size = Buffer.byteLength(event.message) + eventOverhead
    if (end > start && (event.at >= before || bytes + size > mostBytes)) break
    bytes += size
  }
  return { end, bytes }
}

function writeSegment(stream: string, events: readonly LogEventRecord[], bytes: number): LogSegment {
  const [first, last] = [events[0]!, events.at(-1)!]
  const content: SegmentContent = {
    after: events.map(({ at }) => at - first.at),
    id: events.map(({ id }) => id),
    late: events.map(({ at, ingestedAt }) => ingestedAt - at),
    message: events.map(({ message }) => message),
  }
  const { at, id } = first
  return { at, id, stream, lastAt: last.at, events: events.length, bytes, content: JSON.stringify(content) }
}

/** The events of a segment, in their order. */
export function readSegment(segment: Pick<LogSegment, 'at' | 'stream' | 'content'>): LogEventRecord[] {
  const { after, id, late, message } = JSON.parse(segment.content) as SegmentContent
  return id.map((each, index) => {
    const at = segment.at + after[index]!
    return { at, id: each, logStream: segment.stream, ingestedAt: at + late[index]!, message: message[index]! }
  })
}

export function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}
