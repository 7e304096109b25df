import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { findTakenName } from './new-users.ts'
import { type Contact, contactOf } from '../messages/contacts.ts'
import { usernameAttributes } from './sign-in-names.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { type Attributes, mergeAttributes } from './user-attributes.ts'

/*
 * An e-mail address or phone number that AttributesRequireVerificationBeforeUpdate names keeps its old value until the
 * new one is verified (developer guide, "Verifying updates to email addresses and phone numbers"); any other counts at
 * once, unverified.
 */

/** The user with attributes changed as far as they count at once; what has to be verified first is pending. */
export function withAttributes(pool: PoolRecord, user: UserRecord, given: Attributes): UserRecord {
  const verifiedFirst = pool.settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []
  const held = verifiedFirst.filter(
    (name) => given[name] && given[name] !== user.attributes[name] && given[`${name}_verified`] !== 'true',
  )
  // A flag that came with a held value is about that value.
  const isHeld = (name: string): boolean => held.some((each) => name === each || name === `${each}_verified`)
  const { pendingAttributes, ...rest } = user
  const pending = {
    ...without(pendingAttributes ?? {}, (name) => name in given),
    ...Object.fromEntries(held.map((name) => [name, given[name] ?? ''])),
  }
  return {
    ...rest,
    attributes: mergeAttributes(user.attributes, without(given, isHeld)),
    ...(Object.keys(pending).length > 0 && { pendingAttributes: pending }),
  }
}

function without(attributes: Attributes, isLeftOut: (name: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !isLeftOut(name)))
}

/** Where codes go after a change of these attributes: to what waits for them, or what the pool verifies. */
export function contactsToVerify(
  pool: PoolRecord,
  given: Attributes,
  before: UserRecord,
  after: UserRecord,
): readonly Contact[] {
  return (['email', 'phone_number'] as const).flatMap((attribute) => {
    if (!given[attribute]) return []
    const pending = after.pendingAttributes?.[attribute]
    if (pending !== undefined) return [{ attribute, value: pending }]
    const contact = contactOf(after, attribute)
    const isVerified = after.attributes[`${attribute}_verified`] === 'true'
    const isNew = contact?.value !== before.attributes[attribute] && !isVerified
    return contact && isNew && pool.settings.AutoVerifiedAttributes?.includes(attribute) ? [contact] : []
  })
}

/** Refuses the name of what is not an address or number that can be verified. */
export function requireVerifiable(context: Fails<'InvalidParameterException'>, name: string): Contact['attribute'] {
  return name === 'email' || name === 'phone_number'
    ? name
    : context.fail('InvalidParameterException', 'Invalid attribute name. Only phone_number and email can be verified.')
}

/** The value that VerifyUserAttribute is about: the pending one if there is one. */
export function unconfirmedContact(user: UserRecord, attribute: Contact['attribute']): Contact | undefined {
  const pending = user.pendingAttributes?.[attribute]
  return pending === undefined ? contactOf(user, attribute) : { attribute, value: pending }
}

/** The user with this address or number verified; undefined when it is no longer theirs to verify. */
export function withVerified(user: UserRecord, { attribute, value }: Contact): UserRecord | undefined {
  if (unconfirmedContact(user, attribute)?.value !== value) return undefined
  const { pendingAttributes, ...rest } = user
  const pending = without(pendingAttributes ?? {}, (name) => name === attribute)
  return {
    ...rest,
    attributes: { ...user.attributes, [attribute]: value, [`${attribute}_verified`]: 'true' },
    ...(Object.keys(pending).length > 0 && { pendingAttributes: pending }),
  }
}

/** Refuses a pending address by which another user signs in already, rather than after it was verified. */
export async function checkPendingNames(
  context: Pick<Cognito, 'store'> & Fails<'AliasExistsException'>,
  pool: PoolRecord,
  user: UserRecord,
): Promise<void> {
  const names = Object.entries(user.pendingAttributes ?? {}).filter(([name]) =>
    usernameAttributes(pool).some((attribute) => attribute === name),
  )
  const taken = await findTakenName(context, pool, { ...user, attributes: Object.fromEntries(names) })
  if (taken) context.fail('AliasExistsException', `An account with the given ${taken} already exists.`)
}
