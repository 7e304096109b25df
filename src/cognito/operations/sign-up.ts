import { checkSecretHash, requireAppClient } from '../clients/app-client.ts'
import { deliverCode } from '../messages/code-delivery.ts'
import { signUpContact } from '../messages/contacts.ts'
import { findTakenName, newUser, readNewUser } from '../users/new-users.ts'
import { checkPasswordPolicy, keepPassword } from '../users/password-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { createSession } from '../sign-in/challenge-sessions.ts'
import { canSignInAfterSignUp, canSignUpWithoutPassword, signUpSession } from '../sign-in/passwordless-sign-up.ts'
import { aliasAttributes, signInNames } from '../users/sign-in-names.ts'
import { recordEvent } from '../threat-protection/auth-events.ts'
import { refuseCompromised } from '../threat-protection/compromised-passwords.ts'
import type { UserRecord } from '../store.ts'
import { announceConfirmation, askPreSignUp } from '../triggers/sign-up-triggers.ts'
import { checkRequiredAttributes, checkSignUpAttributes, namedAttributes } from '../users/user-attributes.ts'

/**
 * Registers a user, who is UNCONFIRMED until the mailed code comes back, unless a pre sign-up function confirms them.
 * The user stays when the mail cannot be delivered: ResendConfirmationCode tries again.
 */
export async function signUp(input: Input<'SignUp'>, context: Context<'SignUp'>): Promise<Output<'SignUp'>> {
  const { pool, client } = await requireAppClient(context, input.ClientId)
  checkSecretHash(context, client, input.SecretHash, [input.Username])
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly)
    context.fail('NotAuthorizedException', 'SignUp is not permitted for this user pool')
  const given = namedAttributes(input.UserAttributes)
  checkSignUpAttributes(context, pool, client, given)
  if (given.preferred_username !== undefined && aliasAttributes(pool).includes('preferred_username'))
    context.fail('InvalidParameterException', 'preferred_username is an alias and cannot be given at sign-up.')
  const attributes = readNewUser(context, pool, input.Username, given)
  checkRequiredAttributes(context, pool, attributes)
  const password = input.Password || undefined
  if (password !== undefined) {
    checkPasswordPolicy(context, pool, password)
    refuseCompromised(context, { pool, client }, 'SIGN_UP', password)
  } else if (!canSignUpWithoutPassword({ pool, client }, attributes))
    context.fail('InvalidParameterException', 'Missing required parameter Password')

  const blank = newUser(context, pool, input.Username, { status: 'UNCONFIRMED', attributes })
  const decision = await askPreSignUp(context, pool, client.id, blank, attributes, input)
  const draft: UserRecord = {
    ...blank,
    status: decision.confirmed ? 'CONFIRMED' : 'UNCONFIRMED',
    attributes: { ...attributes, ...unverifiedFlags(attributes), ...decision.verified },
  }
  // Looked up before the hash, which costs far more; inserting decides.
  const taken = await findTakenName(context, pool, draft)
  if (taken) refuseTaken(context, taken)
  const user: UserRecord = {
    ...draft,
    ...(password !== undefined && (await keepPassword(context, pool, draft, password))),
  }
  const outrun = await context.store.insertUser(user, signInNames(pool, user))
  if (outrun) refuseTaken(context, outrun)
  await recordEvent(context, pool, user, 'SignUp', decision.confirmed ? 'Pass' : 'InProgress')

  if (decision.confirmed) {
    await announceConfirmation(context, pool, client.id, user, 'ConfirmSignUp', input.ClientMetadata)
    return { UserConfirmed: true, UserSub: user.sub }
  }
  const contact = signUpContact(pool, user)
  const delivery = {
    purpose: 'sign-up',
    occasion: 'SignUp',
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const
  return {
    UserConfirmed: false,
    UserSub: user.sub,
    ...(contact && {
      CodeDeliveryDetails: await deliverCode(context, pool, user, { ...delivery, contact }),
      ...(canSignInAfterSignUp({ pool, client }, contact) && {
        Session: createSession(context, { pool, client }, user, signUpSession),
      }),
    }),
  }
}

function unverifiedFlags(attributes: UserRecord['attributes']): UserRecord['attributes'] {
  return {
    ...(attributes.email !== undefined && { email_verified: 'false' }),
    ...(attributes.phone_number !== undefined && { phone_number_verified: 'false' }),
  }
}

function refuseTaken(context: Context<'SignUp'>, attribute: string): never {
  return context.fail(
    'UsernameExistsException',
    attribute === 'email' || attribute === 'phone_number'
      ? `An account with the given ${attribute} already exists.`
      : 'User already exists',
  )
}
