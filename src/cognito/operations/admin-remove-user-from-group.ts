import { requireGroup } from '../groups/groups.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireUser } from '../users/users.ts'

/** Removing a user who is not in the group changes nothing. */
export async function adminRemoveUserFromGroup(
  input: Input<'AdminRemoveUserFromGroup'>,
  context: Context<'AdminRemoveUserFromGroup'>,
): Promise<Output<'AdminRemoveUserFromGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const group = await requireGroup(context, pool, input.GroupName)
  await context.store.removeFromGroup(pool.id, group.name, sub)
  return {}
}
