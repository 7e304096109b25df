import { withMfaOptions } from '../mfa/user-mfa.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { refuseUnknownUser } from '../users/users.ts'

/** The older way to switch MFA by text message on and off. */
export async function setUserSettings(
  input: Input<'SetUserSettings'>,
  context: Context<'SetUserSettings'>,
): Promise<Output<'SetUserSettings'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  const update = await context.store.updateUser(pool.id, user.sub, (current) => ({
    user: { ...withMfaOptions(context, pool, current, input.MFAOptions), modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
