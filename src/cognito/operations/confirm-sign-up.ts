import { checkSecretHash, requireAppClient } from '../clients/app-client.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { signUpDestination } from '../messages/code-delivery.ts'
import { refuseExpiredCode, useCode } from '../messages/codes.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import { changeUser, countedSubject, findUser, hidesUsers, refuseUnknownName } from '../users/users.ts'

/** Confirms a user who has the mailed code, and with it the e-mail address. */
export async function confirmSignUp(
  input: Input<'ConfirmSignUp'>,
  context: Context<'ConfirmSignUp'>,
): Promise<Output<'ConfirmSignUp'>> {
  const { pool, client } = await requireAppClient(context, input.ClientId)
  checkSecretHash(context, client, input.SecretHash, [input.Username])
  if (input.Session !== undefined) refuseUnimplemented(context, 'Session in ConfirmSignUp')
  const user = await findUser(context, pool, input.Username)
  if (!user && !hidesUsers(client)) refuseUnknownName(context)
  if (user && user.status !== 'UNCONFIRMED') refuseStatus(context, user.status)
  await limitAttempts(context, pool.id, countedSubject(context, pool, input.Username, user), 'ConfirmSignUp')
  if (user?.enabled === false && !hidesUsers(client)) context.fail('NotAuthorizedException', 'User is disabled.')
  if (!user?.enabled) return refuseExpiredCode(context)

  // Without an address that is verified automatically no code was ever sent.
  const email = signUpDestination(pool, user) ?? refuseExpiredCode(context)
  await useCode(context, user, 'sign-up', email, input.ConfirmationCode)
  const confirmed = await changeUser(context, pool, user.sub, (current) =>
    current.status === 'UNCONFIRMED' && current.attributes.email === email
      ? { ...current, status: 'CONFIRMED', attributes: { ...current.attributes, email_verified: 'true' } }
      : undefined,
  )
  if (!confirmed) refuseExpiredCode(context)
  return {}
}

function refuseStatus(context: Context<'ConfirmSignUp'>, status: string): never {
  return context.fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${status}`)
}
