import { confirmsByLink, hasLink } from '../messages/confirmation-links.ts'
import type { Message, MessageTemplate } from '../messages/messages.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import {
  type ClientMetadata,
  type InvokesTriggers,
  invokeTrigger,
  type JsonObject,
  refuseResponse,
} from './invoke-trigger.ts'
import { triggerAttributes } from './trigger-user.ts'

/** A message to a user, and the call that it comes from. */
export interface MessageOccasion {
  readonly occasion: Message['purpose']
  readonly clientId: string
  readonly clientMetadata: ClientMetadata
  /** An invitation without a password has no need of `{####}`. */
  readonly isPasswordless?: boolean
}

const [code, username] = ['{####}', '{username}']
const [longestSubject, longestMessage, longestText] = [140, 20_000, 140]

/**
 * The template of a message as the pool's custom message function changes it (developer guide, "Custom message Lambda
 * trigger"). A text that leaves out what the message is there to tell does not count.
 */
export async function customizeMessage(
  context: InvokesTriggers,
  pool: PoolRecord,
  user: UserRecord,
  occasion: MessageOccasion,
  template: MessageTemplate,
): Promise<MessageTemplate> {
  const response = await ask(context, pool, user, occasion)
  if (!response) return template
  const subject = readText(context, response, 'emailSubject', longestSubject)?.replaceAll(/\p{Cc}+/gu, ' ')
  const message = readMessage(context, response, 'emailMessage', longestMessage, pool, occasion)
  return message ? { subject: subject ?? template.subject, body: message.text ?? template.body } : template
}

/** The same for a text message. */
export async function customizeText(
  context: InvokesTriggers,
  pool: PoolRecord,
  user: UserRecord,
  occasion: MessageOccasion,
  template: string,
): Promise<string> {
  const response = await ask(context, pool, user, occasion)
  const message = response && readMessage(context, response, 'smsMessage', longestText, pool, occasion)
  return message?.text ?? template
}

function ask(
  context: InvokesTriggers,
  pool: PoolRecord,
  user: UserRecord,
  told: MessageOccasion,
): Promise<JsonObject | undefined> {
  const { occasion, clientId, clientMetadata } = told
  return invokeTrigger(context, {
    trigger: 'CustomMessage',
    source: `CustomMessage_${occasion}`,
    pool,
    clientId,
    userName: user.username,
    request: {
      userAttributes: triggerAttributes(pool, user),
      codeParameter: code,
      linkParameter: '{##Click Here##}',
      usernameParameter: placeholdersOf(told).includes(username) ? username : null,
      clientMetadata,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  })
}

/** What the message is there to tell. */
function placeholdersOf({ occasion, isPasswordless = false }: MessageOccasion): readonly string[] {
  if (occasion !== 'AdminCreateUser') return [code]
  return isPasswordless ? [username] : [code, username]
}

/** The text that a function gives, if any; undefined, which the log explains, when it leaves out a placeholder. */
function readMessage(
  context: InvokesTriggers,
  response: JsonObject,
  name: string,
  longest: number,
  pool: PoolRecord,
  told: MessageOccasion,
): { readonly text: string | undefined } | undefined {
  const text = readText(context, response, name, longest)
  const isLinked = text !== undefined && hasLink(text) && confirmsByLink(pool, told.occasion)
  const missing = text && !isLinked && placeholdersOf(told).find((placeholder) => !text.includes(placeholder))
  if (!missing) return { text }
  const reason = `${name} lacks ${missing}, so the pool's own message was sent`
  context.log.warn({ event: 'custom-message-unused', userPoolId: pool.id, occasion: told.occasion, reason })
  return undefined
}

function readText(context: InvokesTriggers, response: JsonObject, name: string, longest: number): string | undefined {
  const text = response[name] ?? undefined
  if (text === undefined || text === '') return undefined
  return typeof text === 'string' && text.length <= longest
    ? text
    : refuseResponse(context, `${name} is no text of at most ${longest} characters`)
}
