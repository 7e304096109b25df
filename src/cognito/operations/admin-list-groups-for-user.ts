import { describeGroup } from '../groups/groups.ts'
import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireUser } from '../users/users.ts'

export async function adminListGroupsForUser(
  input: Input<'AdminListGroupsForUser'>,
  context: Context<'AdminListGroupsForUser'>,
): Promise<Output<'AdminListGroupsForUser'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const page = await context.store.listGroupsOfUser(pool.id, sub, {
    limit: input.Limit || largestPage,
    ...readPageToken(context, input.NextToken),
  })
  return { Groups: page.items.map(describeGroup), ...writePageToken(page) }
}
