import { requirePool } from '../pools/pools.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireUser } from '../users/users.ts'

/** The older way to switch MFA by SMS; without SMS it can only be switched off. */
export async function adminSetUserSettings(
  input: Input<'AdminSetUserSettings'>,
  context: Context<'AdminSetUserSettings'>,
): Promise<Output<'AdminSetUserSettings'>> {
  const pool = await requirePool(context, input.UserPoolId)
  await requireUser(context, pool, input.Username)
  if (input.MFAOptions.length > 0) refuseUnimplemented(context, 'MFAOptions')
  return {}
}
