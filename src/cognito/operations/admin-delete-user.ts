import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

export async function adminDeleteUser(
  input: Input<'AdminDeleteUser'>,
  context: Context<'AdminDeleteUser'>,
): Promise<Output<'AdminDeleteUser'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireUser(context, pool, input.Username)
  if (!(await context.store.deleteUser(pool.id, user.sub))) refuseUnknownUser(context)
  return {}
}
