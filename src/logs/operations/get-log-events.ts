import { requireNamedGroup } from '../log-groups/log-groups.ts'
import { readPosition, readToken, writeToken } from '../log-events/page-tokens.ts'
import type { Context, Input, Output } from '../service.ts'
import { type EventPosition, retainedSince } from '../store.ts'

const largestPage = 10_000
/** Bytes of a page. */
const largestAnswer = 1_048_576

/** A page of a stream, oldest first; without a token the newest unless `startFromHead` asks for the oldest. */
export async function getLogEvents(
  input: Input<'GetLogEvents'>,
  context: Context<'GetLogEvents'>,
): Promise<Output<'GetLogEvents'>> {
  const { logStreamName, nextToken, limit = largestPage, startFromHead = false } = input
  const group = await requireNamedGroup(context, input)
  if (!(await context.store.hasLogStream(group.id, logStreamName)))
    context.fail('ResourceNotFoundException', 'The specified log stream does not exist.')
  const token = nextToken === undefined ? undefined : readToken(context, nextToken, readPageToken)
  const isForward = token ? token.isForward : startFromHead
  const from = Math.max(input.startTime ?? 0, retainedSince(group, context.now) ?? 0)
  const found = await context.store.listLogEvents({
    groupId: group.id,
    logStreams: [logStreamName],
    from,
    ...(input.endTime !== undefined && { until: input.endTime }),
    ...(token?.position && { after: token.position }),
    order: isForward ? 'oldest-first' : 'newest-first',
    limit,
  })
  const page = withinAnswer(found)
  const events = isForward ? page : page.toReversed()
  // At an end, a token is the one that led there.
  const [first = token?.position, last = token?.position] = [events.at(0), events.at(-1)]
  return {
    events: events.map(({ at, message, ingestedAt }) => ({ timestamp: at, message, ingestionTime: ingestedAt })),
    nextForwardToken: writePageToken(true, last),
    nextBackwardToken: writePageToken(false, first),
  }
}

/** As many of the events as an answer may have bytes of. */
function withinAnswer<Event extends { readonly message: string }>(events: readonly Event[]): readonly Event[] {
  let bytes = 0
  const end = events.findIndex(({ message }) => (bytes += Buffer.byteLength(message) + 26) > largestAnswer)
  return end < 0 ? events : events.slice(0, Math.max(end, 1))
}

interface PageToken {
  readonly isForward: boolean
  readonly position?: EventPosition
}

function writePageToken(isForward: boolean, position: EventPosition | undefined): string {
  const place = position && { at: position.at, id: position.id }
  return writeToken({ isForward, ...place })
}

function readPageToken(value: Readonly<Record<string, unknown>>): PageToken | undefined {
  const { isForward } = value
  if (typeof isForward !== 'boolean') return undefined
  // A token of a stream without events says nowhere.
  if (value['at'] === undefined) return { isForward }
  const position = readPosition(value)
  return position && { isForward, position }
}
