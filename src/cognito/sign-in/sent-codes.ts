import { timingSafeEqual } from 'node:crypto'
import { digits } from '../../ports/random.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import {
  codeMessage,
  maskEmail,
  maskPhoneNumber,
  sendMessage,
  sendText,
  signInTemplate,
  signInText,
} from '../messages/messages.ts'
import type { UserRecord } from '../store.ts'
import { handToSender, hasCustomSender } from '../triggers/custom-sender.ts'
import { customizeMessage, customizeText } from '../triggers/custom-message.ts'
import { forgetSignInCodes, limitSignInCodes } from '../users/attempt-limits.ts'
import { changeUserAndNames } from '../users/users.ts'
import { trySecret } from './password-attempts.ts'
import type { SendFailure, SigningIn, StepFailure } from './signing-in.ts'

/*
 * Codes to sign in with (developer guide, "SMS and email message MFA" and "Passwordless sign-in with one-time
 * passwords"). A code is good for the one session that it was sent for: the session holds its fingerprint, made under the
 * master key, so it lives as long as the session and is used up with it.
 */

export type CodeMedium = 'EMAIL' | 'SMS'

export const attributeOf = { EMAIL: 'email', SMS: 'phone_number' } as const

/** Six digits after a password; eight where the code is all that is asked for. */
export type CodeLength = 6 | 8

/** Where the user's codes go by this medium. */
export function destinationOf({ attributes }: UserRecord, medium: CodeMedium): string | undefined {
  return attributes[attributeOf[medium]]
}

/** What a challenge says of a code that was sent. */
export function describeDelivery(medium: CodeMedium, destination: string): Record<string, string> {
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: medium,
    CODE_DELIVERY_DESTINATION: medium === 'EMAIL' ? maskEmail(destination) : maskPhoneNumber(destination),
  }
}

/** What is kept of a code. */
export function hashCode({ vault }: Pick<Cognito, 'vault'>, poolId: string, subject: string, code: string): string {
  return vault.fingerprint(JSON.stringify([poolId, subject, code]), 'sign-in-code')
}

/** Makes a code. Refuses with TooManyRequestsException when it is one too many for this user, or name without a user. */
export async function createSignInCode(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'random'> & Fails<'TooManyRequestsException'>,
  poolId: string,
  subject: string,
  length: CodeLength,
): Promise<string> {
  await limitSignInCodes(context, poolId, subject)
  return context.random.text(length, digits)
}

type Sends = Pick<Cognito, 'mail' | 'sms' | 'functions' | 'senders' | 'dataKeys' | 'random' | 'log'> &
  Fails<StepFailure>

/** A message that is ready to leave. */
type Departure = () => Promise<void>

/** Writes the message with a code; what it answers sends it, and refuses when that fails. */
export async function writeCode(
  context: Sends,
  { pool, client, clientMetadata }: SigningIn,
  user: UserRecord,
  medium: CodeMedium,
  destination: string,
  code: string,
): Promise<Departure> {
  const occasion = { occasion: 'Authentication', clientId: client.id, clientMetadata } as const
  const attribute = attributeOf[medium]
  if (hasCustomSender(pool, attribute)) {
    const to = { attribute, value: destination }
    return () => handToSender(refusingWith(context, failureOf[medium]), pool, user, occasion, to, code)
  }
  if (medium === 'SMS') {
    const template = await customizeText(context, pool, user, occasion, signInText(pool))
    const message = { text: template.replaceAll('{####}', code), purpose: occasion.occasion }
    return () => sendText(refusingWith(context, failureOf[medium]), pool, destination, message)
  }
  const template = await customizeMessage(context, pool, user, occasion, signInTemplate(pool))
  const message = codeMessage(template, occasion.occasion, code)
  return () => sendMessage(refusingWith(context, failureOf[medium]), pool, destination, message)
}

const failureOf = {
  EMAIL: 'InvalidEmailRoleAccessPolicyException',
  SMS: 'InvalidSmsRoleAccessPolicyException',
} as const satisfies Readonly<Record<CodeMedium, SendFailure>>

function refusingWith(context: Sends, code: SendFailure): Omit<Sends, 'fail'> & Fails<'CodeDeliveryFailureException'> {
  return { ...context, fail: (_, message, more) => context.fail(code, message, more) }
}

/**
 * Tries the code of a session; a wrong one counts to the lockout. Refuses a wrong one with CodeMismatchException and, while
 * locked, any with NotAuthorizedException.
 */
export async function checkSignInCode(
  context: Pick<CallContext, 'now'> &
    Pick<Cognito, 'store' | 'passwords' | 'log' | 'vault'> &
    Fails<'CodeMismatchException' | 'NotAuthorizedException' | 'TooManyRequestsException'>,
  poolId: string,
  subject: string,
  hash: string,
  code: string,
): Promise<void> {
  const given = Buffer.from(hashCode(context, poolId, subject, code))
  const sent = Buffer.from(hash)
  const right = await trySecret(
    context,
    poolId,
    subject,
    async () => given.length === sent.length && timingSafeEqual(given, sent),
  )
  if (!right) return refuseSignInCode(context)
  await forgetSignInCodes(context, poolId, subject)
}

export function refuseSignInCode(context: Fails<'CodeMismatchException'>): never {
  return context.fail('CodeMismatchException', 'Invalid code or auth state for the user.')
}

/**
 * The user after a right code, which verifies where it was sent and confirms who signed up (developer guide, same
 * chapters); undefined when the user was changed meanwhile. An alias that another user has verified stays theirs: who is
 * confirmed signs in all the same, anybody else is refused with AliasExistsException.
 */
export async function withProvenDestination(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store'> & Fails<'AliasExistsException'>,
  { pool }: SigningIn,
  user: UserRecord,
  medium: CodeMedium,
  destination: string,
  also: (user: UserRecord) => UserRecord = (same) => same,
): Promise<UserRecord | undefined> {
  const attribute = attributeOf[medium]
  const flag = `${attribute}_verified`
  const isProven = user.attributes[attribute] === destination && user.attributes[flag] === 'true'
  if (isProven && user.status === 'CONFIRMED' && also(user) === user) return user
  const update = await changeUserAndNames(context, pool, user.sub, (current) =>
    current.modifiedAt.getTime() === user.modifiedAt.getTime()
      ? also({
          ...current,
          status: 'CONFIRMED',
          attributes: { ...current.attributes, [attribute]: destination, [flag]: 'true' },
        })
      : undefined,
  )
  if (update.outcome === 'taken')
    return user.status === 'CONFIRMED' && user.attributes[attribute] === destination
      ? user
      : context.fail('AliasExistsException', `An account with the given ${update.attribute} already exists.`)
  return update.outcome === 'updated' ? update.user : undefined
}
