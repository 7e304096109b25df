import { requireNamedGroup } from '../log-groups/log-groups.ts'
import { compileFilterPattern } from '../log-events/filter-pattern.ts'
import { readPosition, readToken, writeToken } from '../log-events/page-tokens.ts'
import type { Context, Input, Output } from '../service.ts'
import { type EventPosition, type LogEventRecord, retainedSince } from '../store.ts'

const largestPage = 10_000
/** Bytes of a page. */
const largestAnswer = 1_048_576
/** Events that are looked at in one go, and by one call: a page may be short, or empty, and have a token all the same. */
const lookedAtOnce = 1000
const mostLookedAt = 20_000

/** The events of a group that a pattern finds, oldest first. */
export async function filterLogEvents(
  input: Input<'FilterLogEvents'>,
  context: Context<'FilterLogEvents'>,
): Promise<Output<'FilterLogEvents'>> {
  const { filterPattern = '', logStreamNames, logStreamNamePrefix, limit = largestPage, nextToken } = input
  if (logStreamNames && logStreamNamePrefix !== undefined)
    context.fail('InvalidParameterException', 'logStreamNames and logStreamNamePrefix exclude each other')
  const filter =
    compileFilterPattern(filterPattern) ??
    context.fail(
      'InvalidParameterException',
      'poolgate does not implement filter patterns other than terms: JSON, columns and regular expressions',
    )
  const group = await requireNamedGroup(context, input)
  const query = {
    groupId: group.id,
    ...(logStreamNames && { logStreams: logStreamNames }),
    ...(logStreamNamePrefix !== undefined && { logStreamPrefix: logStreamNamePrefix }),
    from: Math.max(input.startTime ?? 0, retainedSince(group, context.now) ?? 0),
    // The API reference has it that events later than this are left out, unlike those of this very time.
    ...(input.endTime !== undefined && { until: input.endTime + 1 }),
    order: 'oldest-first' as const,
    limit: lookedAtOnce,
  }
  const found: LogEventRecord[] = []
  let position: EventPosition | undefined =
    nextToken === undefined ? undefined : readToken(context, nextToken, readPosition)
  let [bytes, lookedAt] = [0, 0]
  let isWhole = false
  const hasRoom = () => found.length < limit && bytes < largestAnswer && lookedAt < mostLookedAt
  while (!isWhole && hasRoom()) {
    const events = await context.store.listLogEvents({ ...query, ...(position && { after: position }) })
    isWhole = events.length < lookedAtOnce
    for (const event of events) {
      if (!hasRoom()) {
        isWhole = false
        break
      }
      position = event
      lookedAt++
      if (!filter(event.message)) continue
      found.push(event)
      bytes += Buffer.byteLength(event.message) + 26
    }
  }
  return {
    events: found.map(({ at, id, logStream, message, ingestedAt }) => ({
      logStreamName: logStream,
      timestamp: at,
      message,
      ingestionTime: ingestedAt,
      eventId: `${String(at).padStart(16, '0')}${id}`,
    })),
    // Always empty (API reference, FilterLogEvents).
    searchedLogStreams: [],
    ...(!isWhole && position && { nextToken: writeToken({ at: position.at, id: position.id }) }),
  }
}
