import { defaultMailFrom, type MailMessage } from '../../ports/mail.ts'
import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'

/** A user pool's message before it is addressed. */
export interface Message {
  readonly subject: string
  readonly html: string
  /** The occasion, as the CustomMessage trigger names it. */
  readonly purpose:
    | 'SignUp'
    | 'ResendCode'
    | 'ForgotPassword'
    | 'AdminCreateUser'
    | 'UpdateUserAttribute'
    | 'VerifyUserAttribute'
    | 'Authentication'
}

/** A message before anything is filled in: `{####}` stands for the code or password. */
export interface MessageTemplate {
  readonly subject: string
  readonly body: string
}

/** The template of messages with a confirmation or reset code: the pool's own or AWS's default text. */
export function codeTemplate({ settings }: PoolRecord): MessageTemplate {
  const { VerificationMessageTemplate: template, EmailVerificationMessage, EmailVerificationSubject } = settings
  return {
    subject: template?.EmailSubject ?? EmailVerificationSubject ?? 'Your verification code',
    body: template?.EmailMessage ?? EmailVerificationMessage ?? 'Your confirmation code is {####}',
  }
}

/** The same for a text message. */
export function codeText({ settings }: PoolRecord): string {
  const { VerificationMessageTemplate: template, SmsVerificationMessage } = settings
  return template?.SmsMessage ?? SmsVerificationMessage ?? 'Your confirmation code is {####}. '
}

/** The template of mail with a code to sign in with: the pool's own or AWS's default text. */
export function signInTemplate({ settings: { EmailMfaConfiguration: own } }: PoolRecord): MessageTemplate {
  return {
    subject: own?.Subject ?? 'Your authentication code',
    body: own?.Message ?? 'Your authentication code is {####}',
  }
}

/** The template of a text message with a code to sign in with. */
export function signInText({ settings }: PoolRecord): string {
  return settings.SmsAuthenticationMessage ?? 'Your authentication code is {####}. '
}

export function codeMessage({ subject, body }: MessageTemplate, purpose: Message['purpose'], code: string): Message {
  return { subject, html: body.replaceAll('{####}', code), purpose }
}

/** The template of the invitation of a user whom an administrator made, with a password or without one. */
export function invitationTemplate({ settings }: PoolRecord, isPasswordless = false): MessageTemplate {
  const template = settings.AdminCreateUserConfig?.InviteMessageTemplate
  return {
    subject: template?.EmailSubject ?? (isPasswordless ? 'Your username' : 'Your temporary password'),
    body: template?.EmailMessage ?? (isPasswordless ? 'Your username is {username}.' : defaultInvitation),
  }
}

/** The same for a text message. */
export function invitationText({ settings }: PoolRecord, isPasswordless: boolean): string {
  const own = settings.AdminCreateUserConfig?.InviteMessageTemplate?.SMSMessage
  return own ?? (isPasswordless ? 'Your username is {username}. ' : defaultInvitation)
}

const defaultInvitation = 'Your username is {username} and temporary password is {####}.'

export function invitation(
  { subject, body }: MessageTemplate,
  username: string,
  temporaryPassword: string | undefined,
): Message {
  return { subject, html: fillInvitation(body, username, temporaryPassword, escapeHtml), purpose: 'AdminCreateUser' }
}

/** In one pass, so that a username which spells a placeholder stays a username. */
export function fillInvitation(
  template: string,
  username: string,
  temporaryPassword: string | undefined,
  escape: (text: string) => string = (text) => text,
): string {
  const filled: Readonly<Record<string, string>> = { '{username}': username, '{####}': temporaryPassword ?? '' }
  return template.replace(/\{username\}|\{####\}/g, (placeholder) => escape(filled[placeholder] ?? placeholder))
}

/** A username may hold any punctuation; in the mail it must stay text. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Mails a message. Refuses with CodeDeliveryFailureException when the mail port does; what was done before stays. */
export async function sendMessage(
  context: Pick<Cognito, 'mail' | 'log'> & Fails<'CodeDeliveryFailureException'>,
  pool: PoolRecord,
  to: string,
  message: Message,
): Promise<void> {
  try {
    await context.mail.send({ ...senderOf(pool), to, userPoolId: pool.id, ...message })
  } catch (error) {
    context.log.error({ event: 'mail-failed', userPoolId: pool.id, purpose: message.purpose }, error)
    context.fail('CodeDeliveryFailureException', 'Unable to deliver the message.', {
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

/** What a pool's EmailConfiguration says of its mail; without From the sender is the address that SourceArn names. */
function senderOf({ settings }: PoolRecord): Pick<MailMessage, 'from' | 'replyTo' | 'configurationSet'> {
  const { From, SourceArn, ReplyToEmailAddress: replyTo, ConfigurationSet: set } = settings.EmailConfiguration ?? {}
  const identity = SourceArn?.split(':identity/')[1]
  const isAddress = identity?.includes('@')
  return {
    from: From ?? (isAddress ? identity : undefined) ?? defaultMailFrom,
    ...(replyTo !== undefined && { replyTo }),
    ...(set !== undefined && { configurationSet: set }),
  }
}

/** Sends a text message. Refuses with CodeDeliveryFailureException when the SMS port does. */
export async function sendText(
  context: Pick<Cognito, 'sms' | 'log'> & Fails<'CodeDeliveryFailureException'>,
  pool: PoolRecord,
  to: string,
  { text, purpose }: { readonly text: string; readonly purpose: Message['purpose'] },
): Promise<void> {
  try {
    await context.sms.send({ to, text, userPoolId: pool.id, purpose })
  } catch (error) {
    context.log.error({ event: 'sms-failed', userPoolId: pool.id, purpose }, error)
    context.fail('CodeDeliveryFailureException', 'Unable to deliver the message.', {
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

/** Sends without keeping anyone waiting who must not see whether there is anything to send; the log has what fails. */
export function sendUnseen(send: () => Promise<void>): void {
  void send().catch(() => undefined)
}

/** A phone number as answers show it: `+*******9934`. */
export function maskPhoneNumber(number: string): string {
  return `+*******${number.slice(-4)}`
}

/** An e-mail address as answers show it: `j***@e***`. */
export function maskEmail(address: string): string {
  return address
    .split('@')
    .map((part) => `${Array.from(part)[0] ?? ''}***`)
    .join('@')
}
