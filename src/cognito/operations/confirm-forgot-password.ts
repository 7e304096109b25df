import { recoveryContact } from '../users/password-recovery.ts'
import { checkSecretHash, requireAppClient } from '../clients/app-client.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { findAndUseCode, keepCode, refuseExpiredCode, refuseSimulatedCode } from '../messages/codes.ts'
import { checkPasswordPolicy, keepPassword, withOwnPassword } from '../users/password-changes.ts'
import { isUsedPassword, refuseUsedPassword } from '../users/password-history.ts'
import type { Context, Input, Output } from '../service.ts'
import { announceConfirmation } from '../triggers/sign-up-triggers.ts'
import { recordEvent } from '../threat-protection/auth-events.ts'
import { refuseCompromised } from '../threat-protection/compromised-passwords.ts'
import { countedSubject, findUser, hidesUsers, refuseUnknownName } from '../users/users.ts'

/** Sets a new password for whoever has the mailed code, and lifts a lockout. */
export async function confirmForgotPassword(
  input: Input<'ConfirmForgotPassword'>,
  context: Context<'ConfirmForgotPassword'>,
): Promise<Output<'ConfirmForgotPassword'>> {
  const { pool, client } = await requireAppClient(context, input.ClientId)
  checkSecretHash(context, client, input.SecretHash, [input.Username])
  checkPasswordPolicy(context, pool, input.Password)
  refuseCompromised(context, { pool, client }, 'PASSWORD_CHANGE', input.Password)
  const user = await findUser(context, pool, input.Username)
  if (!user && !hidesUsers(client)) refuseUnknownName(context)
  if (user?.enabled === false && !hidesUsers(client)) context.fail('NotAuthorizedException', 'User is disabled.')
  const subject = countedSubject(context, pool, input.Username, user)
  await limitAttempts(context, pool.id, subject, 'ForgotPassword')
  const contact = user?.enabled ? recoveryContact(context, pool, user, true) : undefined
  // The hash comes after the code: before, it would tell by its time that the user exists.
  if (
    !user ||
    contact === undefined ||
    !(await findAndUseCode(context, user, 'forgot-password', contact.value, input.ConfirmationCode))
  )
    return refuseSimulatedCode(context, pool.id, subject)
  if (await isUsedPassword(context, pool, user, input.Password)) {
    // The code is for another try with another password.
    await keepCode(context, user, 'forgot-password', contact.value, input.ConfirmationCode)
    refuseUsedPassword(context)
  }
  const kept = await keepPassword(context, pool, user, input.Password)
  const update = await context.store.updateUser(pool.id, user.sub, (current) =>
    current.enabled && current.attributes[contact.attribute] === contact.value
      ? { user: { ...withOwnPassword(pool, current, kept), modifiedAt: context.now } }
      : undefined,
  )
  if (update.outcome !== 'updated') return refuseExpiredCode(context)
  await context.store.clearPasswordFailures(pool.id, user.sub)
  await recordEvent(context, pool, user, 'PasswordChange')
  await announceConfirmation(context, pool, client.id, update.user, 'ConfirmForgotPassword', input.ClientMetadata)
  return {}
}
