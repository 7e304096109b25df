import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { findTakenName } from './new-users.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
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

/** Where a code goes after a change of these attributes: to an address that waits for it, or that the pool verifies. */
export function emailToVerify(
  pool: PoolRecord,
  given: Attributes,
  before: UserRecord,
  after: UserRecord,
): string | undefined {
  if (!given['email']) return undefined
  const pending = after.pendingAttributes?.['email']
  if (pending !== undefined) return pending
  const { email, email_verified: verified } = after.attributes
  const isNew = email !== before.attributes['email'] && verified !== 'true'
  return isNew && pool.settings.AutoVerifiedAttributes?.includes('email') ? email : undefined
}

/** Refuses what is not an address that can be verified, and by name the kind that poolgate cannot send codes to. */
export function checkVerifiable(context: Fails<'InvalidParameterException'>, name: string): void {
  if (name !== 'email' && name !== 'phone_number')
    context.fail('InvalidParameterException', 'Invalid attribute name. Only phone_number and email can be verified.')
  if (name === 'phone_number') refuseUnimplemented(context, 'the AttributeName phone_number')
}

/** The address that VerifyUserAttribute is about: the pending one if there is one. */
export function unconfirmedEmail(user: UserRecord): string | undefined {
  return user.pendingAttributes?.['email'] ?? user.attributes['email']
}

/** The user with this address verified; undefined when it is no longer theirs to verify. */
export function withVerifiedEmail(user: UserRecord, email: string): UserRecord | undefined {
  if (unconfirmedEmail(user) !== email) return undefined
  const { pendingAttributes, ...rest } = user
  const pending = without(pendingAttributes ?? {}, (name) => name === 'email')
  return {
    ...rest,
    attributes: { ...user.attributes, email, email_verified: 'true' },
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
