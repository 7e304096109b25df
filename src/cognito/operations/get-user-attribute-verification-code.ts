import { deliverCode } from '../messages/code-delivery.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { checkVerifiable, unconfirmedEmail } from '../users/attribute-changes.ts'

/** Mails a code to the caller's address, the pending one if there is one; an earlier code stops working. */
export async function getUserAttributeVerificationCode(
  input: Input<'GetUserAttributeVerificationCode'>,
  context: Context<'GetUserAttributeVerificationCode'>,
): Promise<Output<'GetUserAttributeVerificationCode'>> {
  const { pool, client, user } = await authenticateAccessToken(context, input.AccessToken)
  checkVerifiable(context, input.AttributeName)
  const email =
    unconfirmedEmail(user) ?? context.fail('InvalidParameterException', 'User does not have an email to verify.')
  await limitAttempts(context, pool.id, user.sub, 'GetUserAttributeVerificationCode')
  const delivery = {
    purpose: 'verify-email',
    occasion: 'VerifyUserAttribute',
    email,
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const
  return { CodeDeliveryDetails: await deliverCode(context, pool, user, delivery) }
}
