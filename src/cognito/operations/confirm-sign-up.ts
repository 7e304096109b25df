import { checkSecretHash, requireAppClient } from '../clients/app-client.ts'
import { takeAlias } from '../users/aliases.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { type Contact, signUpContact } from '../messages/contacts.ts'
import { keepCode, refuseExpiredCode, useCode } from '../messages/codes.ts'
import type { Context, Input, Output } from '../service.ts'
import { useSession } from '../sign-in/challenge-sessions.ts'
import { createConfirmedSession, requireSignUpSession } from '../sign-in/passwordless-sign-up.ts'
import type { UserRecord } from '../store.ts'
import { announceConfirmation } from '../triggers/sign-up-triggers.ts'
import { changeUserAndNames, countedSubject, findUser, hidesUsers, refuseUnknownName } from '../users/users.ts'

/**
 * Confirms a user who has the code, and with it the address or number that it went to. The session of SignUp becomes one with which
 * InitiateAuth signs the user in.
 */
export async function confirmSignUp(
  input: Input<'ConfirmSignUp'>,
  context: Context<'ConfirmSignUp'>,
): Promise<Output<'ConfirmSignUp'>> {
  const { pool, client } = await requireAppClient(context, input.ClientId)
  checkSecretHash(context, client, input.SecretHash, [input.Username])
  const user = await findUser(context, pool, input.Username)
  if (!user && !hidesUsers(client)) refuseUnknownName(context)
  const session =
    input.Session === undefined ? undefined : requireSignUpSession(context, { pool, client }, user, input.Session)
  if (user && user.status !== 'UNCONFIRMED') refuseStatus(context, user.status)
  await limitAttempts(context, pool.id, countedSubject(context, pool, input.Username, user), 'ConfirmSignUp')
  if (user?.enabled === false && !hidesUsers(client)) context.fail('NotAuthorizedException', 'User is disabled.')
  if (!user?.enabled) return refuseExpiredCode(context)

  // Without an address that is verified automatically no code was ever sent.
  const contact = signUpContact(pool, user) ?? refuseExpiredCode(context)
  await useCode(context, user, 'sign-up', contact.value, input.ConfirmationCode)
  const takeOver = input.ForceAliasCreation ? takeAlias(context, pool) : undefined
  const update = await changeUserAndNames(context, pool, user.sub, (current) => withSignUp(current, contact), takeOver)
  if (update.outcome === 'taken') {
    // The client may come back with the same code and ForceAliasCreation.
    await keepCode(context, user, 'sign-up', contact.value, input.ConfirmationCode)
    context.fail('AliasExistsException', `An account with the ${update.attribute} already exists.`)
  }
  if (update.outcome !== 'updated') return refuseExpiredCode(context)
  if (session) await useSession(context, { pool, client }, session)
  await announceConfirmation(context, pool, client.id, update.user, 'ConfirmSignUp', input.ClientMetadata)
  const next = session && createConfirmedSession(context, { pool, client }, update.user, contact)
  return next === undefined ? {} : { Session: next }
}

/** The user confirmed together with this address or number; undefined when that is no longer to be done. */
function withSignUp(user: UserRecord, { attribute, value }: Contact): UserRecord | undefined {
  if (user.status !== 'UNCONFIRMED' || user.attributes[attribute] !== value) return undefined
  return { ...user, status: 'CONFIRMED', attributes: { ...user.attributes, [`${attribute}_verified`]: 'true' } }
}

function refuseStatus(context: Context<'ConfirmSignUp'>, status: string): never {
  return context.fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${status}`)
}
