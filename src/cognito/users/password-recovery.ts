import type { RecoveryOptionNameType } from '@aws-sdk/client-cognito-identity-provider'
import { type Contact, contactOf, sendsTexts } from '../messages/contacts.ts'
import type { Fails } from '../../wire/operation.ts'
import { chooseFactor } from '../mfa/factor-choice.ts'
import type { PoolRecord, UserRecord } from '../store.ts'

type Refuses = Fails<'InvalidParameterException' | 'NotAuthorizedException'>

/** Refuses with NotAuthorizedException in a pool whose users only an administrator can help. */
export function checkSelfRecovery(context: Fails<'NotAuthorizedException'>, pool: PoolRecord): void {
  if (mechanismsOf(pool)?.includes('admin_only'))
    context.fail('NotAuthorizedException', 'Contact administrator to reset password.')
}

/**
 * Where a reset code goes (developer guide, "Recovering user accounts"): the first verified address or number that the pool
 * allows, by which the user is not asked for a second factor. Without one, or in a state that rules it out, it refuses; when
 * `hidden` it answers undefined, so that the caller can pretend.
 */
export function recoveryContact(
  context: Refuses,
  pool: PoolRecord,
  user: UserRecord,
  hidden: boolean,
): Contact | undefined {
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER')
    return hidden
      ? undefined
      : context.fail('NotAuthorizedException', 'User password cannot be reset in the current state.')
  // Without a setting a phone number comes first (AWS API reference, AccountRecoverySettingType).
  const mechanisms = mechanismsOf(pool) ?? ['verified_phone_number', 'verified_email']
  const contact = mechanisms
    .map((name) => (name === 'admin_only' ? undefined : attributeOf[name]))
    .filter((attribute) => attribute !== undefined)
    .filter((attribute) => user.attributes[`${attribute}_verified`] === 'true')
    .filter((attribute) => attribute === 'email' || sendsTexts(pool))
    .filter((attribute) => !isSecondFactor(pool, user, attribute))
    .map((attribute) => contactOf(user, attribute))
    .find((found) => found !== undefined)
  if (contact || hidden) return contact
  return context.fail(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  )
}

const attributeOf = { verified_email: 'email', verified_phone_number: 'phone_number' } as const

/**
 * Whoever is, or could choose to be, asked at sign-in for codes that go there resets no password by it: one mailbox would
 * be both factors (developer guide, "MFA").
 */
function isSecondFactor(pool: PoolRecord, user: UserRecord, attribute: Contact['attribute']): boolean {
  return chooseFactor(pool, user).ask.includes(attribute === 'email' ? 'EMAIL_OTP' : 'SMS_MFA')
}

/** In the order of their priority. */
function mechanismsOf(pool: PoolRecord): readonly RecoveryOptionNameType[] | undefined {
  return pool.settings.AccountRecoverySetting?.RecoveryMechanisms?.toSorted(
    (one, other) => one.Priority - other.Priority,
  ).map(({ Name }) => Name)
}
