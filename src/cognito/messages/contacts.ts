import type { Fails } from '../../wire/operation.ts'
import type { PoolRecord, UserRecord } from '../store.ts'

/** Where a code goes: an attribute of a user, and the value of it that is meant. */
export interface Contact {
  readonly attribute: 'email' | 'phone_number'
  readonly value: string
}

export function contactOf(user: UserRecord, attribute: Contact['attribute']): Contact | undefined {
  const value = user.attributes[attribute]
  return value === undefined ? undefined : { attribute, value }
}

/** Whether the pool can send text messages. */
export function sendsTexts({ settings }: PoolRecord): boolean {
  return settings.SmsConfiguration !== undefined
}

/** Refuses what needs text messages in a pool that cannot send them with InvalidParameterException. */
export function requireTexts(context: Fails<'InvalidParameterException'>, pool: PoolRecord): void {
  if (!sendsTexts(pool))
    context.fail(
      'InvalidParameterException',
      'Invalid phone number provided/Unable to send the message. User pool does not have SMS configuration to send messages.',
    )
}

/**
 * Where a user's sign-up code goes: to what the pool verifies, a phone number first (developer guide, "Signing up and
 * confirming user accounts").
 */
export function signUpContact(pool: PoolRecord, user: UserRecord): Contact | undefined {
  const verified = pool.settings.AutoVerifiedAttributes ?? []
  return (['phone_number', 'email'] as const)
    .filter((attribute) => verified.includes(attribute))
    .map((attribute) => contactOf(user, attribute))
    .find((contact) => contact !== undefined)
}
