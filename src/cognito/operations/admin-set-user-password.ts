import { checkPasswordPolicy, keepPassword, withOwnPassword, withTemporaryPassword } from '../users/password-changes.ts'
import { checkPasswordHistory } from '../users/password-history.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Sets a user's password, for good (Permanent) or until the next sign-in; either way the user counts as confirmed. */
export async function adminSetUserPassword(
  input: Input<'AdminSetUserPassword'>,
  context: Context<'AdminSetUserPassword'>,
): Promise<Output<'AdminSetUserPassword'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const found = await requireUser(context, pool, input.Username)
  checkPasswordPolicy(context, pool, input.Password)
  await checkPasswordHistory(context, pool, found, input.Password)
  const kept = await keepPassword(context, pool, found, input.Password)
  const update = await context.store.updateUser(pool.id, found.sub, (current) => {
    const user = input.Permanent
      ? withOwnPassword(pool, current, kept)
      : withTemporaryPassword(pool, current, kept, context.now)
    return { user: { ...user, modifiedAt: context.now } }
  })
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
