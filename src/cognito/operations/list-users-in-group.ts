import { requireGroup } from '../groups/groups.ts'
import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeUser } from '../users/users.ts'

export async function listUsersInGroup(
  input: Input<'ListUsersInGroup'>,
  context: Context<'ListUsersInGroup'>,
): Promise<Output<'ListUsersInGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const group = await requireGroup(context, pool, input.GroupName)
  const page = await context.store.listUsersInGroup(pool.id, group.name, {
    limit: input.Limit || largestPage,
    ...readPageToken(context, input.NextToken),
  })
  return { Users: page.items.map(describeUser), ...writePageToken(page) }
}
