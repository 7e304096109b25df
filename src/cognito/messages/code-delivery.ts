import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { type CodePurpose, createCode } from './codes.ts'
import { codeMessage, codeTemplate, maskEmail, sendMessage } from './messages.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { customizeMessage, type MessageOccasion } from '../triggers/custom-message.ts'
import type { TriggerFailure } from '../triggers/invoke-trigger.ts'
import { comparedName, looksLikePhoneNumber } from '../users/sign-in-names.ts'

type CodeDeliveryDetails = Defined<CodeDeliveryDetailsType>

/** Where a user's sign-up code goes: to the e-mail address, if there is one and the pool verifies addresses. */
export function signUpDestination(pool: PoolRecord, user: UserRecord): string | undefined {
  return pool.settings.AutoVerifiedAttributes?.includes('email') ? user.attributes.email : undefined
}

interface CodeDelivery extends MessageOccasion {
  readonly purpose: CodePurpose
  readonly email: string
}

/** Makes a code, mails it and says where it went. Refuses with CodeDeliveryFailureException. */
export async function deliverCode(
  context: Pick<CallContext, 'now'> & Cognito & Fails<'CodeDeliveryFailureException' | TriggerFailure>,
  pool: PoolRecord,
  user: UserRecord,
  delivery: CodeDelivery,
): Promise<CodeDeliveryDetails> {
  const template = await customizeMessage(context, pool, user, delivery, codeTemplate(pool))
  const code = await createCode(context, user, delivery.purpose, delivery.email)
  await sendMessage(context, pool, delivery.email, codeMessage(template, delivery.occasion, code))
  return emailDelivery(delivery.email)
}

/**
 * As `deliverCode`, for operations of administrators, which declare no CodeDeliveryFailureException: they refuse with
 * the code for an e-mail identity that cannot be used.
 */
export function deliverCodeForAdministrator(
  context: Pick<CallContext, 'now'> & Cognito & Fails<'InvalidEmailRoleAccessPolicyException' | TriggerFailure>,
  pool: PoolRecord,
  user: UserRecord,
  delivery: CodeDelivery,
): Promise<CodeDeliveryDetails> {
  const fail: Fails<'CodeDeliveryFailureException' | TriggerFailure>['fail'] = (code, message, more) =>
    context.fail(
      code === 'CodeDeliveryFailureException' ? 'InvalidEmailRoleAccessPolicyException' : code,
      message,
      more,
    )
  return deliverCode({ ...context, fail }, pool, user, delivery)
}

/**
 * What a client that hides users is told of a code that was sent: an address as it was typed, since how it is stored
 * would tell that it is.
 */
export function hiddenDelivery(
  pool: PoolRecord,
  name: string,
  sent: CodeDeliveryDetails,
  email: string,
): CodeDeliveryDetails {
  return comparedName(pool, name) === comparedName(pool, email) ? emailDelivery(name) : sent
}

function emailDelivery(address: string): CodeDeliveryDetails {
  return { Destination: maskEmail(address), DeliveryMedium: 'EMAIL', AttributeName: 'email' }
}

/**
 * What is answered about a code for a user who does not exist, to a client that hides this. It depends on the name
 * alone: an address is masked as it is, any other name gets an address made from its fingerprint.
 */
export function simulatedDelivery(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  name: string,
): CodeDeliveryDetails {
  return emailDelivery(simulatedAddress(context, pool, name))
}

export function simulatedAddress(context: Pick<Cognito, 'vault'>, pool: PoolRecord, name: string): string {
  if (name.includes('@')) return name
  const fingerprint = context.vault.fingerprint(`${pool.id}/${name}`, 'simulated-delivery')
  const letter = (at: number): string =>
    String.fromCharCode(97 + (Number.parseInt(fingerprint.slice(at, at + 4), 16) % 26))
  return `${letter(0)}@${letter(4)}`
}

/** The same for a text message: a number is taken as it is. */
export function simulatedNumber(context: Pick<Cognito, 'vault'>, pool: PoolRecord, name: string): string {
  if (looksLikePhoneNumber(name)) return name
  const fingerprint = context.vault.fingerprint(`${pool.id}/${comparedName(pool, name)}`, 'simulated-delivery')
  return String(Number.parseInt(fingerprint.slice(8, 16), 16) % 10_000).padStart(4, '0')
}
