import { describeGroup, readGroupSettings } from '../groups/groups.ts'
import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Most groups of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostGroups = 10_000

export async function createGroup(
  input: Input<'CreateGroup'>,
  context: Context<'CreateGroup'>,
): Promise<Output<'CreateGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if ((await context.store.countGroups(pool.id)) >= mostGroups)
    context.fail('LimitExceededException', `A user pool can have at most ${mostGroups} groups.`)
  const group = {
    poolId: pool.id,
    name: input.GroupName,
    settings: readGroupSettings(input),
    createdAt: context.now,
    modifiedAt: context.now,
  }
  const outcome = await context.store.insertGroup(group)
  if (outcome === 'exists') context.fail('GroupExistsException', 'A group with the name already exists.')
  if (outcome === 'pool-gone') refuseMissingPool(context, pool.id)
  return { Group: describeGroup(group) }
}
