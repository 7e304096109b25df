import { withPreference } from '../mfa/user-mfa.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Switches a user's factors on and off. */
export async function adminSetUserMfaPreference(
  input: Input<'AdminSetUserMFAPreference'>,
  context: Context<'AdminSetUserMFAPreference'>,
): Promise<Output<'AdminSetUserMFAPreference'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const update = await context.store.updateUser(pool.id, sub, (current) => ({
    user: { ...withPreference(context, pool, current, input, true), modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
