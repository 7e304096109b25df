import { deliverCodeForAdministrator } from '../messages/code-delivery.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { noClientId } from '../triggers/invoke-trigger.ts'
import { checkSelfRecovery, recoveryContact } from '../users/password-recovery.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Shuts the user's password off until ConfirmForgotPassword sets another one with the code that is sent. */
export async function adminResetUserPassword(
  input: Input<'AdminResetUserPassword'>,
  context: Context<'AdminResetUserPassword'>,
): Promise<Output<'AdminResetUserPassword'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireUser(context, pool, input.Username)
  checkSelfRecovery(context, pool)
  if (!user.enabled) context.fail('NotAuthorizedException', 'User is disabled.')
  if (user.status === 'UNCONFIRMED') refuseState(context)
  const contact = recoveryContact(context, pool, user, false) ?? refuseState(context)
  const update = await context.store.updateUser(pool.id, user.sub, (current) =>
    current.status === user.status
      ? { user: { ...current, status: 'RESET_REQUIRED', modifiedAt: context.now } }
      : undefined,
  )
  if (update.outcome === 'gone') refuseUnknownUser(context)
  if (update.outcome !== 'updated') return refuseState(context)
  const delivery = {
    purpose: 'forgot-password',
    occasion: 'ForgotPassword',
    contact,
    clientId: noClientId,
    clientMetadata: input.ClientMetadata,
  } as const
  await deliverCodeForAdministrator(context, pool, update.user, delivery)
  return {}
}

function refuseState(context: Context<'AdminResetUserPassword'>): never {
  return context.fail('NotAuthorizedException', 'User password cannot be reset in the current state.')
}
