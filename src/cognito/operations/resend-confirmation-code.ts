import { checkSecretHash, requireAppClient } from '../clients/app-client.ts'
import { signUpContact } from '../messages/contacts.ts'
import { limitAttempts, writeForNobody } from '../users/attempt-limits.ts'
import { deliverCode, deliverHiddenCode, simulatedDelivery } from '../messages/code-delivery.ts'
import type { Context, Input, Output } from '../service.ts'
import { recordEvent, recordNothing } from '../threat-protection/auth-events.ts'
import { countedSubject, findUser, hidesUsers, refuseUnknownName } from '../users/users.ts'

/** Sends a new sign-up code; the earlier one stops working. */
export async function resendConfirmationCode(
  input: Input<'ResendConfirmationCode'>,
  context: Context<'ResendConfirmationCode'>,
): Promise<Output<'ResendConfirmationCode'>> {
  const { pool, client } = await requireAppClient(context, input.ClientId)
  checkSecretHash(context, client, input.SecretHash, [input.Username])
  if ((pool.settings.AutoVerifiedAttributes ?? []).length === 0) refuseResend(context)
  const user = await findUser(context, pool, input.Username)
  const hidden = hidesUsers(client)
  if (!user && !hidden) refuseUnknownName(context)
  if (user?.enabled === false && !hidden) context.fail('NotAuthorizedException', 'User is disabled.')
  const subject = countedSubject(context, pool, input.Username, user)
  await limitAttempts(context, pool.id, subject, 'ResendConfirmationCode')
  if (!user?.enabled) {
    await writeForNobody(context, pool.id, subject)
    await recordNothing(context, pool, subject)
    return { CodeDeliveryDetails: simulatedDelivery(context, pool, input.Username) }
  }
  if (user.status !== 'UNCONFIRMED') context.fail('InvalidParameterException', 'User is already confirmed.')
  const contact = signUpContact(pool, user) ?? refuseResend(context)
  const delivery = {
    purpose: 'sign-up',
    occasion: 'ResendCode',
    contact,
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const
  const sent = hidden
    ? await deliverHiddenCode(context, pool, user, delivery, input.Username)
    : await deliverCode(context, pool, user, delivery)
  await recordEvent(context, pool, user, 'ResendCode')
  return { CodeDeliveryDetails: sent }
}

function refuseResend(context: Context<'ResendConfirmationCode'>): never {
  return context.fail('NotAuthorizedException', 'Cannot resend codes. Auto verification not turned on.')
}
