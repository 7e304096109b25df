import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { Message } from '../messages/messages.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { type DataKey, encryptMessage } from './encryption-sdk-message.ts'
import { type ClientMetadata, eventOf, type JsonObject } from './invoke-trigger.ts'
import { triggerAttributes } from './trigger-user.ts'

/*
 * Custom senders (developer guide, "Custom sender Lambda triggers"): a function sends a pool's mail or text messages in its
 * place. It is told the code or password as a message of the AWS Encryption SDK, encrypted under the pool's KMS key, and
 * nobody waits for its answer.
 */

/** The keys of KMS, as user pools use them. */
export interface DataKeys {
  /** The ARN of the key itself, which the other may be an alias of; undefined when there is none. */
  findKeyArn(keyArn: string): Promise<string | undefined>
  /** Rejects when the key cannot be used. */
  make(keyArn: string, encryptionContext: Readonly<Record<string, string>>): Promise<DataKey>
}

/** An event for a function that sends a message. */
export interface SenderCall {
  readonly functionArn: string
  readonly event: Buffer
  readonly userPoolId: string
  readonly triggerSource: string
}

/** Where events for such functions go; resolves when the function has run, and rejects when it could not be run. */
export interface Senders {
  send(call: SenderCall): Promise<void>
}

/** What a message is about that a function is to send. */
interface SenderOccasion {
  readonly occasion: Message['purpose'] | 'AccountTakeOverNotification'
  readonly clientId: string
  readonly clientMetadata: ClientMetadata
}

export type SentAttribute = 'email' | 'phone_number'

const kinds = {
  email: { name: 'CustomEmailSender', type: 'customEmailSenderRequestV1' },
  phone_number: { name: 'CustomSMSSender', type: 'customSMSSenderRequestV1' },
} as const

/** Whether a function sends what goes to this attribute of the pool's users. */
export function hasCustomSender({ settings }: PoolRecord, attribute: SentAttribute): boolean {
  return settings.LambdaConfig?.[kinds[attribute].name] !== undefined
}

type Hands = Pick<Cognito, 'senders' | 'dataKeys' | 'random' | 'log'> & Fails<'CodeDeliveryFailureException'>

/**
 * Hands a code or password to the function that sends it to `destination`. Refuses with CodeDeliveryFailureException when
 * the pool's key cannot encrypt; what the function does is in the log alone.
 * @param secret nothing in an invitation without a password
 */
export async function handToSender(
  context: Hands,
  pool: PoolRecord,
  user: UserRecord,
  occasion: SenderOccasion,
  to: { readonly attribute: SentAttribute; readonly value: string },
  secret: string | undefined,
): Promise<void> {
  const code = secret === undefined ? null : await encryptSecret(context, pool, secret)
  // A new address is not yet the user's; the function has to be told it.
  const userAttributes = { ...triggerAttributes(pool, user), [to.attribute]: to.value }
  callSender(context, pool, user, occasion, to.attribute, { code, userAttributes })
}

/** The same for a notice, which has no secret but attributes of its own. */
export function callSender(
  { senders, log }: Pick<Cognito, 'senders' | 'log'>,
  pool: PoolRecord,
  { username: userName }: Pick<UserRecord, 'username'>,
  { occasion, clientId, clientMetadata }: SenderOccasion,
  attribute: SentAttribute,
  { code, userAttributes }: { readonly code: string | null; readonly userAttributes: JsonObject },
): void {
  const { name, type } = kinds[attribute]
  const functionArn = pool.settings.LambdaConfig?.[name]?.LambdaArn
  if (functionArn === undefined) throw new Error(`the pool ${pool.id} has no ${name}`)
  const source = `${name}_${occasion}`
  const request = { type, code, clientMetadata: clientMetadata ?? null, userAttributes }
  // Events of custom senders have no `response`.
  const event = Buffer.from(JSON.stringify(eventOf({ pool, source, clientId, userName, request })))
  const told = { userPoolId: pool.id, triggerSource: source, functionArn }
  void senders
    .send({ ...told, event })
    .catch((error: unknown) => log.error({ event: 'trigger-failed', ...told }, error))
}

/** In base64. */
async function encryptSecret(context: Hands, pool: PoolRecord, secret: string): Promise<string> {
  const keyArn = pool.settings.LambdaConfig?.KMSKeyID
  if (keyArn === undefined) throw new Error(`the pool ${pool.id} has a custom sender without KMSKeyID`)
  try {
    const make = context.dataKeys.make.bind(context.dataKeys, keyArn)
    return (await encryptMessage(context.random, secret, { 'userpool-id': pool.id }, make)).toString('base64')
  } catch (error) {
    context.log.error({ event: 'code-not-encrypted', userPoolId: pool.id, keyArn }, error)
    return context.fail('CodeDeliveryFailureException', 'Unable to deliver the message.', {
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}
