import { logGroupArn, nameOfGroup, refuseUnimplemented } from '../log-groups/log-groups.ts'
import { readText, readToken, writeToken } from '../log-events/page-tokens.ts'
import type { Context, Input, Output } from '../service.ts'
import type { LogGroupRecord } from '../store.ts'

const largestPage = 50

export async function describeLogGroups(
  input: Input<'DescribeLogGroups'>,
  context: Context<'DescribeLogGroups'>,
): Promise<Output<'DescribeLogGroups'>> {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: contained, limit = largestPage, nextToken } = input
  refuseUnimplemented(context, {
    accountIdentifiers: input.accountIdentifiers?.length,
    includeLinkedAccounts: input.includeLinkedAccounts,
  })
  if (prefix !== undefined && contained !== undefined)
    context.fail(
      'InvalidParameterException',
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  // There are standard groups only.
  if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD') return { logGroups: [] }
  if (input.logGroupIdentifiers) {
    const names = input.logGroupIdentifiers.map(nameOfGroup)
    const { items } = await context.store.listLogGroups(context.region, { names }, { limit: names.length })
    return { logGroups: items.map((group) => describe(group, context)) }
  }
  const after = nextToken === undefined ? undefined : readToken(context, nextToken, ({ after }) => readText(after))
  const { items, next } = await context.store.listLogGroups(
    context.region,
    { ...(prefix !== undefined && { prefix }), ...(contained && { contained }) },
    { limit, ...(after !== undefined && { after }) },
  )
  return {
    logGroups: items.map((group) => describe(group, context)),
    ...(next !== undefined && { nextToken: writeToken({ after: next }) }),
  }
}

function describe(
  { name, createdAt, retentionInDays, storedBytes }: LogGroupRecord & { readonly storedBytes: number },
  context: Context<'DescribeLogGroups'>,
): NonNullable<Output<'DescribeLogGroups'>['logGroups']>[number] {
  const arn = logGroupArn(context, name)
  return {
    logGroupName: name,
    creationTime: createdAt.getTime(),
    ...(retentionInDays !== undefined && { retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes,
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
    deletionProtectionEnabled: false,
  }
}
