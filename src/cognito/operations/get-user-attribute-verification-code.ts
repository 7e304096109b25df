import { requireTexts } from '../messages/contacts.ts'
import { deliverCode } from '../messages/code-delivery.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { requireVerifiable, unconfirmedContact } from '../users/attribute-changes.ts'

/** Sends a code to the caller's address or number, the pending one if there is one; an earlier code stops working. */
export async function getUserAttributeVerificationCode(
  input: Input<'GetUserAttributeVerificationCode'>,
  context: Context<'GetUserAttributeVerificationCode'>,
): Promise<Output<'GetUserAttributeVerificationCode'>> {
  const { pool, client, user } = await authenticateAccessToken(context, input.AccessToken)
  const attribute = requireVerifiable(context, input.AttributeName)
  const contact = unconfirmedContact(user, attribute) ?? refuseMissing(context, attribute)
  if (attribute === 'phone_number') requireTexts(context, pool)
  await limitAttempts(context, pool.id, user.sub, 'GetUserAttributeVerificationCode')
  const delivery = {
    purpose: `verify-${attribute}`,
    occasion: 'VerifyUserAttribute',
    contact,
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const
  return { CodeDeliveryDetails: await deliverCode(context, pool, user, delivery) }
}

function refuseMissing(context: Context<'GetUserAttributeVerificationCode'>, attribute: string): never {
  const what = attribute === 'email' ? 'an email' : 'a phone_number'
  return context.fail('InvalidParameterException', `User does not have ${what} to verify.`)
}
