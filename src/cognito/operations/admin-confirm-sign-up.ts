import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { noClientId } from '../triggers/invoke-trigger.ts'
import { announceConfirmation } from '../triggers/sign-up-triggers.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Confirms a user without a code; the user's addresses stay unverified. */
export async function adminConfirmSignUp(
  input: Input<'AdminConfirmSignUp'>,
  context: Context<'AdminConfirmSignUp'>,
): Promise<Output<'AdminConfirmSignUp'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const found = await requireUser(context, pool, input.Username)
  const update = await context.store.updateUser(pool.id, found.sub, (user) =>
    user.status === 'UNCONFIRMED' ? { user: { ...user, status: 'CONFIRMED', modifiedAt: context.now } } : undefined,
  )
  if (update.outcome === 'gone') refuseUnknownUser(context)
  if (update.outcome !== 'updated') {
    const { status } = await requireUser(context, pool, found.sub)
    return context.fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${status}`)
  }
  await announceConfirmation(context, pool, noClientId, update.user, 'ConfirmSignUp', input.ClientMetadata)
  return {}
}
