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
}

const [code, username] = ['{####}', '{username}']
const [longestSubject, longestMessage] = [140, 20_000]

/**
 * The template of a message as the pool's custom message function changes it (developer guide, "Custom message Lambda
 * trigger"). A text that leaves out what the message is there to tell does not count.
 */
export async function customizeMessage(
  context: InvokesTriggers,
  pool: PoolRecord,
  user: UserRecord,
  { occasion, clientId, clientMetadata }: MessageOccasion,
  template: MessageTemplate,
): Promise<MessageTemplate> {
  const placeholders = occasion === 'AdminCreateUser' ? [code, username] : [code]
  const response = await invokeTrigger(context, {
    trigger: 'CustomMessage',
    source: `CustomMessage_${occasion}`,
    pool,
    clientId,
    userName: user.username,
    request: {
      userAttributes: triggerAttributes(pool, user),
      codeParameter: code,
      linkParameter: '{##Click Here##}',
      usernameParameter: placeholders.includes(username) ? username : null,
      clientMetadata,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  })
  if (!response) return template
  const subject = readText(context, response, 'emailSubject', longestSubject)?.replaceAll(/\p{Cc}+/gu, ' ')
  const body = readText(context, response, 'emailMessage', longestMessage)
  const missing = body === undefined ? undefined : placeholders.find((placeholder) => !body.includes(placeholder))
  if (missing === undefined) return { subject: subject ?? template.subject, body: body ?? template.body }
  const reason = `emailMessage lacks ${missing}, so the pool's own message was sent`
  context.log.warn({ event: 'custom-message-unused', userPoolId: pool.id, occasion, reason })
  return template
}

function readText(context: InvokesTriggers, response: JsonObject, name: string, longest: number): string | undefined {
  const text = response[name] ?? undefined
  if (text === undefined || text === '') return undefined
  return typeof text === 'string' && text.length <= longest
    ? text
    : refuseResponse(context, `${name} is no text of at most ${longest} characters`)
}
