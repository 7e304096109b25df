import { withMfaOptions } from '../mfa/user-mfa.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** The older way to switch MFA by text message on and off. */
export async function adminSetUserSettings(
  input: Input<'AdminSetUserSettings'>,
  context: Context<'AdminSetUserSettings'>,
): Promise<Output<'AdminSetUserSettings'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const update = await context.store.updateUser(pool.id, sub, (current) => ({
    user: { ...withMfaOptions(context, pool, current, input.MFAOptions), modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
