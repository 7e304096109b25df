import { refuseExpiredCode, useCode } from '../messages/codes.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { checkVerifiable, unconfirmedEmail, withVerifiedEmail } from '../users/attribute-changes.ts'
import { changeUser } from '../users/users.ts'

/** Verifies the caller's address with the mailed code; a pending one takes the place of the old one. */
export async function verifyUserAttribute(
  input: Input<'VerifyUserAttribute'>,
  context: Context<'VerifyUserAttribute'>,
): Promise<Output<'VerifyUserAttribute'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  checkVerifiable(context, input.AttributeName)
  await limitAttempts(context, pool.id, user.sub, 'VerifyUserAttribute')
  const email = unconfirmedEmail(user) ?? refuseExpiredCode(context)
  await useCode(context, user, 'verify-email', email, input.Code)
  const verified = await changeUser(context, pool, user.sub, (current) => withVerifiedEmail(current, email))
  if (!verified) refuseExpiredCode(context)
  return {}
}
