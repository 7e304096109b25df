import { requireTexts, sendsTexts } from '../messages/contacts.ts'
import {
  fillInvitation,
  invitation,
  invitationTemplate,
  invitationText,
  sendMessage,
  sendText,
} from '../messages/messages.ts'
import { findTakenName, newUser, readNewUser } from '../users/new-users.ts'
import { checkPasswordPolicy, keepPassword, withTemporaryPassword } from '../users/password-changes.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { allowedOneTimePasswords, mediumOf } from '../sign-in/first-factors.ts'
import { attributeOf } from '../sign-in/sent-codes.ts'
import { takeAlias } from '../users/aliases.ts'
import { aliasAttributes, signInNames } from '../users/sign-in-names.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import type { SignInName } from '../user-store.ts'
import { handToSender, hasCustomSender } from '../triggers/custom-sender.ts'
import { customizeMessage, customizeText } from '../triggers/custom-message.ts'
import { noClientId } from '../triggers/invoke-trigger.ts'
import { announcePreSignUp } from '../triggers/sign-up-triggers.ts'
import { createTemporaryPassword } from '../users/temporary-passwords.ts'
import { checkAdminAttributes, checkRequiredAttributes, namedAttributes } from '../users/user-attributes.ts'
import { describeUser, refuseUnknownUser, requireUser } from '../users/users.ts'

/**
 * Makes a user with a temporary password and mails an invitation (unless SUPPRESS), or gives an invited user another
 * one (RESEND). In a pool with one-time passwords nobody is given a password who does not bring one (developer guide,
 * "Create users without passwords"). The user stays when the mail cannot be delivered.
 */
export async function adminCreateUser(
  input: Input<'AdminCreateUser'>,
  context: Context<'AdminCreateUser'>,
): Promise<Output<'AdminCreateUser'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (input.DesiredDeliveryMediums?.includes('SMS')) requireTexts(context, pool)
  if (input.TemporaryPassword) checkPasswordPolicy(context, pool, input.TemporaryPassword)
  const isResent = input.MessageAction === 'RESEND'
  const isPasswordless = !isResent && !input.TemporaryPassword && allowedOneTimePasswords(pool).length > 0
  const password = isPasswordless ? undefined : input.TemporaryPassword || createTemporaryPassword(context.random, pool)
  const user =
    isResent && password !== undefined
      ? await replaceTemporaryPassword(input, context, pool, password)
      : await createUser(input, context, pool, password)
  if (input.MessageAction !== 'SUPPRESS') await invite(input, context, pool, user, password)
  return { User: describeUser(user) }
}

/** Sends the invitation by the media that are asked for; else by mail, or by text to whoever has no address. */
async function invite(
  input: Input<'AdminCreateUser'>,
  context: Context<'AdminCreateUser'>,
  pool: PoolRecord,
  user: UserRecord,
  password: string | undefined,
): Promise<void> {
  const { email, phone_number: phoneNumber } = user.attributes
  const media = input.DesiredDeliveryMediums ?? [email === undefined && sendsTexts(pool) ? 'SMS' : 'EMAIL']
  const isPasswordless = password === undefined
  const occasion = {
    occasion: 'AdminCreateUser',
    clientId: noClientId,
    clientMetadata: input.ClientMetadata,
    isPasswordless,
  } as const
  if (media.includes('EMAIL') && email !== undefined) {
    const to = { attribute: 'email', value: email } as const
    if (hasCustomSender(pool, 'email')) await handToSender(context, pool, user, occasion, to, password)
    else {
      const template = await customizeMessage(context, pool, user, occasion, invitationTemplate(pool, isPasswordless))
      await sendMessage(context, pool, email, invitation(template, input.Username, password))
    }
  }
  if (media.includes('SMS') && phoneNumber !== undefined) {
    const to = { attribute: 'phone_number', value: phoneNumber } as const
    if (hasCustomSender(pool, 'phone_number')) await handToSender(context, pool, user, occasion, to, password)
    else {
      const template = await customizeText(context, pool, user, occasion, invitationText(pool, isPasswordless))
      const text = fillInvitation(template, input.Username, password)
      await sendText(context, pool, phoneNumber, { text, purpose: occasion.occasion })
    }
  }
}

async function createUser(
  input: Input<'AdminCreateUser'>,
  context: Context<'AdminCreateUser'>,
  pool: PoolRecord,
  password: string | undefined,
): Promise<UserRecord> {
  const given = namedAttributes(input.UserAttributes)
  checkAdminAttributes(context, pool, given)
  const attributes = readNewUser(context, pool, input.Username, given)
  if (attributes.email_verified === 'true' && attributes.email === undefined)
    context.fail('InvalidParameterException', 'No email provided but email_verified was set to true')
  if (attributes.phone_number_verified === 'true' && attributes.phone_number === undefined)
    context.fail('InvalidParameterException', 'No phone number provided but phone_number_verified was set to true')
  if (input.DesiredDeliveryMediums?.includes('EMAIL') && attributes.email === undefined)
    context.fail('InvalidParameterException', 'No email provided but desired delivery medium was Email')
  if (password === undefined) checkPasswordless(context, pool, attributes)
  const status = password === undefined ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD'
  if (input.DesiredDeliveryMediums?.includes('SMS') && attributes.phone_number === undefined)
    context.fail('InvalidParameterException', 'No phone number provided but desired delivery medium was SMS')
  const draft = newUser(context, pool, input.Username, { status, attributes })
  await announcePreSignUp(context, pool, draft, attributes, input)
  const takeOver = input.ForceAliasCreation ? takeAlias(context, pool) : undefined
  // Looked up before the hash, which costs far more; inserting decides.
  const taken = takeOver ? undefined : await findTakenName(context, pool, draft)
  if (taken) refuseTaken(context, pool, taken)
  const kept = password === undefined ? undefined : await keepPassword(context, pool, draft, password)
  const user = kept ? withTemporaryPassword(pool, draft, kept, context.now) : draft
  const outrun = await context.store.insertUser(user, signInNames(pool, user), takeOver)
  if (outrun) refuseTaken(context, pool, outrun)
  return user
}

/** A user without a password needs somewhere for codes to go, and is asked for nothing later. */
function checkPasswordless(
  context: Context<'AdminCreateUser'>,
  pool: PoolRecord,
  attributes: UserRecord['attributes'],
): void {
  const receives = allowedOneTimePasswords(pool).map((factor) => attributeOf[mediumOf[factor]])
  if (!receives.some((attribute) => attributes[attribute] !== undefined))
    context.fail('InvalidParameterException', `A user without ${receives.join(' and ')} needs a TemporaryPassword.`)
  checkRequiredAttributes(context, pool, attributes)
}

function refuseTaken(context: Context<'AdminCreateUser'>, pool: PoolRecord, attribute: SignInName['attribute']): never {
  const isAlias = aliasAttributes(pool).some((alias) => alias === attribute)
  return context.fail(
    'UsernameExistsException',
    isAlias ? `An account with the given ${attribute} already exists.` : 'User account already exists',
  )
}

/** RESEND: only for a user who still has the temporary password. */
async function replaceTemporaryPassword(
  input: Input<'AdminCreateUser'>,
  context: Context<'AdminCreateUser'>,
  pool: PoolRecord,
  password: string,
): Promise<UserRecord> {
  const { sub, username } = await requireUser(context, pool, input.Username)
  const kept = await keepPassword(context, pool, { sub, username }, password)
  const update = await context.store.updateUser(pool.id, sub, (current) =>
    current.status === 'FORCE_CHANGE_PASSWORD'
      ? { user: { ...withTemporaryPassword(pool, current, kept, context.now), modifiedAt: context.now } }
      : undefined,
  )
  if (update.outcome === 'updated') return update.user
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return context.fail(
    'UnsupportedUserStateException',
    `Resend not possible. ${input.Username} status is not FORCE_CHANGE_PASSWORD`,
  )
}
