import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

export async function adminUserGlobalSignOut(
  input: Input<'AdminUserGlobalSignOut'>,
  context: Context<'AdminUserGlobalSignOut'>,
): Promise<Output<'AdminUserGlobalSignOut'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireUser(context, pool, input.Username)
  if (!(await context.store.revokeSignIns(pool.id, user.sub))) refuseUnknownUser(context)
  return {}
}
