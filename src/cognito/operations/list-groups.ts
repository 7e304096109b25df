import { describeGroup } from '../groups/groups.ts'
import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listGroups(
  input: Input<'ListGroups'>,
  context: Context<'ListGroups'>,
): Promise<Output<'ListGroups'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const page = await context.store.listGroups(pool.id, {
    limit: input.Limit || largestPage,
    ...readPageToken(context, input.NextToken),
  })
  return { Groups: page.items.map(describeGroup), ...writePageToken(page) }
}
