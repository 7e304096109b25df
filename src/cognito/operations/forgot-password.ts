import { checkSecretHash, requireAppClient } from '../clients/app-client.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { deliverCode, deliverHiddenCode, simulatedDelivery } from '../messages/code-delivery.ts'
import { noteSimulatedCode } from '../messages/codes.ts'
import { checkSelfRecovery, recoveryContact } from '../users/password-recovery.ts'
import type { Context, Input, Output } from '../service.ts'
import { migrateForgetful } from '../users/migrated-users.ts'
import { recordEvent, recordNothing } from '../threat-protection/auth-events.ts'
import { countedSubject, findUser, hidesUsers, refuseUnknownName } from '../users/users.ts'

/** Sends a code that ConfirmForgotPassword takes. Towards a client that hides users every name gets the same answer. */
export async function forgotPassword(
  input: Input<'ForgotPassword'>,
  context: Context<'ForgotPassword'>,
): Promise<Output<'ForgotPassword'>> {
  const { pool, client } = await requireAppClient(context, input.ClientId)
  checkSecretHash(context, client, input.SecretHash, [input.Username])
  checkSelfRecovery(context, pool)
  const hidden = hidesUsers(client)
  const user =
    (await findUser(context, pool, input.Username)) ??
    (await migrateForgetful(context, { pool, client }, input.Username, input.ClientMetadata))
  if (!user && !hidden) refuseUnknownName(context)
  if (user?.enabled === false && !hidden) context.fail('NotAuthorizedException', 'User is disabled.')
  const subject = countedSubject(context, pool, input.Username, user)
  await limitAttempts(context, pool.id, subject, 'ForgotPassword')
  const contact = user?.enabled ? recoveryContact(context, pool, user, hidden) : undefined
  if (!user || contact === undefined) {
    await noteSimulatedCode(context, pool.id, subject)
    await recordNothing(context, pool, subject)
    return { CodeDeliveryDetails: simulatedDelivery(context, pool, input.Username) }
  }
  const delivery = {
    purpose: 'forgot-password',
    occasion: 'ForgotPassword',
    contact,
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const
  const sent = hidden
    ? await deliverHiddenCode(context, pool, user, delivery, input.Username)
    : await deliverCode(context, pool, user, delivery)
  await recordEvent(context, pool, user, 'ForgotPassword', 'InProgress')
  return { CodeDeliveryDetails: sent }
}
