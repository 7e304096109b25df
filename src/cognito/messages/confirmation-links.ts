import { openSecrets } from '../clients/client-secrets.ts'
import { secretHash } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import type { Message, MessageTemplate } from './messages.ts'

/*
 * Pools may have users confirm themselves by following a link instead of typing a code (developer guide, "Customizing
 * email verification messages"). The link holds the code and leads to this server, whether or not the pool has a domain.
 */

/** Whether a message has a link: those of a sign-up do, where the pool says so. */
export function confirmsByLink({ settings }: PoolRecord, occasion: Message['purpose']): boolean {
  const isOfSignUp = occasion === 'SignUp' || occasion === 'ResendCode'
  return isOfSignUp && settings.VerificationMessageTemplate?.DefaultEmailOption === 'CONFIRM_WITH_LINK'
}

/** The template of messages with a link: the pool's own or AWS's default text. */
export function linkTemplate({ settings: { VerificationMessageTemplate: template } }: PoolRecord): MessageTemplate {
  return {
    subject: template?.EmailSubjectByLink ?? 'Your verification link',
    body:
      template?.EmailMessageByLink ?? 'Please click the link below to verify your email address. {##Verify Email##}',
  }
}

const placeholder = /\{##([^]*?)##\}/g

export function hasLink(text: string): boolean {
  return text.search(placeholder) >= 0
}

/** What a link asks for. */
export interface Confirmation {
  readonly clientId: string
  readonly username: string
  readonly code: string
}

/** Puts a link where the text has `{##what it says##}`. */
export function fillLink(body: string, origin: string, { clientId, username, code }: Confirmation): string {
  const query = new URLSearchParams({ client_id: clientId, user_name: username, confirmation_code: code })
  const link = `${origin}/confirmUser?${query.toString()}`.replaceAll('&', '&amp;')
  return body.replace(placeholder, (_whole, text: string) => `<a href="${link}" target="_blank">${text}</a>`)
}

/** The SecretHash for a call that follows a link: whoever follows it does not know the client's secret. */
export async function hashForLink(
  context: Pick<Cognito, 'store' | 'vault'>,
  { clientId, username }: Confirmation,
): Promise<{ SecretHash?: string }> {
  const client = await context.store.findClient(clientId)
  const [secret] = client ? openSecrets(context.vault, client) : []
  return secret === undefined ? {} : { SecretHash: secretHash(secret, username, clientId) }
}
