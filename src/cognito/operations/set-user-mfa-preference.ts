import { withPreference } from '../mfa/user-mfa.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { refuseUnknownUser } from '../users/users.ts'

/** Switches the caller's factors on and off. */
export async function setUserMfaPreference(
  input: Input<'SetUserMFAPreference'>,
  context: Context<'SetUserMFAPreference'>,
): Promise<Output<'SetUserMFAPreference'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  const update = await context.store.updateUser(pool.id, user.sub, (current) => ({
    user: { ...withPreference(context, pool, current, input, false), modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
