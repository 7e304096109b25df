import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

export async function adminEnableUser(
  input: Input<'AdminEnableUser'>,
  context: Context<'AdminEnableUser'>,
): Promise<Output<'AdminEnableUser'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const update = await context.store.updateUser(pool.id, sub, (user) => ({
    user: { ...user, enabled: true, modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
