import { mostGroupsOfUser, refuseMissingGroup } from '../groups/groups.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Adding a user again changes nothing. Tokens name the group from the next sign-in or refresh on. */
export async function adminAddUserToGroup(
  input: Input<'AdminAddUserToGroup'>,
  context: Context<'AdminAddUserToGroup'>,
): Promise<Output<'AdminAddUserToGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const outcome = await context.store.addToGroup(pool.id, input.GroupName, sub, mostGroupsOfUser)
  if (outcome === 'group-gone') refuseMissingGroup(context)
  if (outcome === 'user-gone') refuseUnknownUser(context)
  // The model declares no LimitExceededException for this operation.
  if (outcome === 'full')
    context.fail('InvalidParameterException', `A user can be in at most ${mostGroupsOfUser} groups.`)
  return {}
}
