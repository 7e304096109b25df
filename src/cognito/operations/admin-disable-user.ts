import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Shuts a user out: no new sign-in, and every earlier one is revoked in the same step. */
export async function adminDisableUser(
  input: Input<'AdminDisableUser'>,
  context: Context<'AdminDisableUser'>,
): Promise<Output<'AdminDisableUser'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const update = await context.store.updateUser(pool.id, sub, (user) => ({
    user: { ...user, enabled: false, modifiedAt: context.now },
    revokeSignIns: true,
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
