import { refuseExpiredCode, useCode } from '../messages/codes.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { requireVerifiable, unconfirmedContact, withVerified } from '../users/attribute-changes.ts'
import { changeUser } from '../users/users.ts'

/** Verifies the caller's address or number with the code that went there; a pending one takes the place of the old one. */
export async function verifyUserAttribute(
  input: Input<'VerifyUserAttribute'>,
  context: Context<'VerifyUserAttribute'>,
): Promise<Output<'VerifyUserAttribute'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  const attribute = requireVerifiable(context, input.AttributeName)
  await limitAttempts(context, pool.id, user.sub, 'VerifyUserAttribute')
  const contact = unconfirmedContact(user, attribute) ?? refuseExpiredCode(context)
  await useCode(context, user, `verify-${attribute}`, contact.value, input.Code)
  const verified = await changeUser(context, pool, user.sub, (current) => withVerified(current, contact))
  if (!verified) refuseExpiredCode(context)
  return {}
}
