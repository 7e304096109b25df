import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { type CodePurpose, createCode } from './codes.ts'
import { confirmsByLink, fillLink, linkTemplate } from './confirmation-links.ts'
import { type Contact, sendsTexts } from './contacts.ts'
import {
  codeMessage,
  codeTemplate,
  codeText,
  maskEmail,
  maskPhoneNumber,
  sendMessage,
  sendText,
  sendUnseen,
} from './messages.ts'
import type { SendFailure } from '../sign-in/signing-in.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { customizeMessage, customizeText, type MessageOccasion } from '../triggers/custom-message.ts'
import { handToSender, hasCustomSender } from '../triggers/custom-sender.ts'
import type { TriggerFailure } from '../triggers/invoke-trigger.ts'
import { comparedName, looksLikePhoneNumber } from '../users/sign-in-names.ts'

type CodeDeliveryDetails = Defined<CodeDeliveryDetailsType>

interface CodeDelivery extends MessageOccasion {
  readonly purpose: CodePurpose
  readonly contact: Contact
}

type Delivers = Pick<CallContext, 'now'> & Cognito & Fails<'CodeDeliveryFailureException' | TriggerFailure>

/** Makes a code, mails or texts it and says where it went. Refuses with CodeDeliveryFailureException. */
export async function deliverCode(
  context: Delivers,
  pool: PoolRecord,
  user: UserRecord,
  delivery: CodeDelivery,
): Promise<CodeDeliveryDetails> {
  const send = await prepareCode(context, pool, user, delivery)
  await send()
  return describeDelivery(delivery.contact)
}

/**
 * As `deliverCode`, for a client that hides users, who asked for a code by `name`: whether a message leaves must not tell
 * by the time of the answer, so it is not waited for, and that it could not is in the log alone.
 */
export async function deliverHiddenCode(
  context: Delivers,
  pool: PoolRecord,
  user: UserRecord,
  delivery: CodeDelivery,
  name: string,
): Promise<CodeDeliveryDetails> {
  sendUnseen(await prepareCode(context, pool, user, delivery))
  // As it was typed, since how it is stored would tell that it is.
  const { contact } = delivery
  return describeDelivery(
    comparedName(pool, name) === comparedName(pool, contact.value) ? { ...contact, value: name } : contact,
  )
}

async function prepareCode(
  context: Delivers,
  pool: PoolRecord,
  user: UserRecord,
  delivery: CodeDelivery,
): Promise<() => Promise<void>> {
  const { occasion, clientId, purpose, contact } = delivery
  if (hasCustomSender(pool, contact.attribute)) {
    const code = await createCode(context, user, purpose, contact.value)
    return () => handToSender(context, pool, user, delivery, contact, code)
  }
  if (contact.attribute === 'phone_number') {
    const text = await customizeText(context, pool, user, delivery, codeText(pool))
    const code = await createCode(context, user, purpose, contact.value)
    return () => sendText(context, pool, contact.value, { text: text.replaceAll('{####}', code), purpose: occasion })
  }
  const isLink = confirmsByLink(pool, occasion)
  const own = isLink ? linkTemplate(pool) : codeTemplate(pool)
  const template = await customizeMessage(context, pool, user, delivery, own)
  const code = await createCode(context, user, purpose, contact.value)
  const message = codeMessage(template, occasion, code)
  const confirmation = { clientId, username: user.username, code }
  const html = isLink ? fillLink(message.html, context.origin(), confirmation) : message.html
  return () => sendMessage(context, pool, contact.value, { ...message, html })
}

/**
 * As `deliverCode`, for operations of administrators, which declare no CodeDeliveryFailureException: they refuse with
 * the code for an e-mail identity or a role for text messages that cannot be used.
 */
export function deliverCodeForAdministrator(
  context: Pick<CallContext, 'now'> & Cognito & Fails<SendFailure | TriggerFailure>,
  pool: PoolRecord,
  user: UserRecord,
  delivery: CodeDelivery,
): Promise<CodeDeliveryDetails> {
  const fail: Fails<'CodeDeliveryFailureException' | TriggerFailure>['fail'] = (code, message, more) =>
    context.fail(code === 'CodeDeliveryFailureException' ? failureOf(delivery.contact) : code, message, more)
  return deliverCode({ ...context, fail }, pool, user, delivery)
}

function failureOf({ attribute }: Contact): SendFailure {
  return attribute === 'email' ? 'InvalidEmailRoleAccessPolicyException' : 'InvalidSmsRoleAccessPolicyException'
}

function describeDelivery({ attribute, value }: Contact): CodeDeliveryDetails {
  return attribute === 'email'
    ? { Destination: maskEmail(value), DeliveryMedium: 'EMAIL', AttributeName: attribute }
    : { Destination: maskPhoneNumber(value), DeliveryMedium: 'SMS', AttributeName: attribute }
}

/**
 * What is answered about a code for a user who does not exist, to a client that hides this. It depends on the name and the
 * pool alone: an address or number is masked as it is, any other name gets one made from its fingerprint.
 */
export function simulatedDelivery(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  name: string,
): CodeDeliveryDetails {
  const isTexted =
    sendsTexts(pool) &&
    (looksLikePhoneNumber(name) ||
      /^[89a-f]/.test(context.vault.fingerprint(`${pool.id}/${comparedName(pool, name)}`, 'simulated-medium')))
  return isTexted
    ? describeDelivery({ attribute: 'phone_number', value: simulatedNumber(context, pool, name) })
    : describeDelivery({ attribute: 'email', value: simulatedAddress(context, pool, name) })
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
