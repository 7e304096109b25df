import { logGroupArn, requireNamedGroup } from '../log-groups/log-groups.ts'
import { readText, readToken, writeToken } from '../log-events/page-tokens.ts'
import type { Context, Input, Output } from '../service.ts'

const largestPage = 50

export async function describeLogStreams(
  input: Input<'DescribeLogStreams'>,
  context: Context<'DescribeLogStreams'>,
): Promise<Output<'DescribeLogStreams'>> {
  const { logStreamNamePrefix: prefix, orderBy, descending = false, limit = largestPage, nextToken } = input
  if (prefix !== undefined && orderBy === 'LastEventTime')
    context.fail('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.')
  const group = await requireNamedGroup(context, input)
  const after = nextToken === undefined ? undefined : readToken(context, nextToken, readPlace)
  const found = await context.store.listLogStreams({
    groupId: group.id,
    ...(prefix !== undefined && { prefix }),
    order: orderBy === 'LastEventTime' ? 'last-event' : 'name',
    descending,
    ...(after && { after }),
    limit: limit + 1,
  })
  const streams = found.slice(0, limit)
  const last = found.length > limit ? streams.at(-1) : undefined
  return {
    logStreams: streams.map(({ name, createdAt, firstEventAt, lastEventAt, lastIngestedAt }) => ({
      logStreamName: name,
      creationTime: createdAt.getTime(),
      firstEventTimestamp: firstEventAt.getTime(),
      lastEventTimestamp: lastEventAt.getTime(),
      lastIngestionTime: lastIngestedAt.getTime(),
      arn: `${logGroupArn(context, group.name)}:log-stream:${name}`,
      storedBytes: 0,
    })),
    ...(last && { nextToken: writeToken({ name: last.name, lastEventAt: last.lastEventAt.getTime() }) }),
  }
}

function readPlace(value: Readonly<Record<string, unknown>>): { name: string; lastEventAt: number } | undefined {
  const { lastEventAt } = value
  const name = readText(value['name'])
  return name !== undefined && typeof lastEventAt === 'number' && Number.isSafeInteger(lastEventAt)
    ? { name, lastEventAt }
    : undefined
}
