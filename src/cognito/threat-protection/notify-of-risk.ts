import type { AccountTakeoverEventActionType } from '@aws-sdk/client-cognito-identity-provider'
import { defaultMailFrom } from '../../ports/mail.ts'
import type { CallContext } from '../../wire/operation.ts'
import type { AuthEventRecord } from '../auth-event-store.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import { escapeHtml } from '../messages/messages.ts'
import type { UserRecord } from '../store.ts'
import { callSender, hasCustomSender } from '../triggers/custom-sender.ts'
import { createFeedbackToken } from './feedback.ts'
import { riskConfigurationOf } from './risk-configuration.ts'

type NotifyMail = 'BlockEmail' | 'MfaEmail' | 'NoActionEmail'

const mailFor: Readonly<Record<AccountTakeoverEventActionType, NotifyMail>> = {
  BLOCK: 'BlockEmail',
  MFA_IF_CONFIGURED: 'MfaEmail',
  MFA_REQUIRED: 'MfaEmail',
  NO_ACTION: 'NoActionEmail',
}

/** What is written when a configuration says nothing else. */
const defaults: Readonly<Record<NotifyMail, { Subject: string; HtmlBody: string; TextBody?: string }>> = {
  BlockEmail: {
    Subject: 'Blocked sign-in attempt',
    HtmlBody:
      'We blocked an unrecognized sign-in to your account. Time: {login-time}, address: {ip-address}. If this was not you, change your password.',
  },
  MfaEmail: {
    Subject: 'New sign-in attempt',
    HtmlBody:
      'We asked for a second factor in an unrecognized sign-in to your account. Time: {login-time}, address: {ip-address}. If this was not you, change your password.',
  },
  NoActionEmail: {
    Subject: 'New sign-in attempt',
    HtmlBody:
      'We observed an unrecognized sign-in to your account. Time: {login-time}, address: {ip-address}. If this was not you, change your password.',
  },
}

/**
 * Mails a user with a verified address that their sign-in looked risky. A mail that cannot be sent changes nothing about
 * the sign-in.
 */
export async function notifyOfRisk(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault' | 'mail' | 'senders' | 'log' | 'origin'>,
  appClient: AppClient,
  user: UserRecord,
  event: AuthEventRecord,
  action: AccountTakeoverEventActionType,
): Promise<void> {
  const notify = riskConfigurationOf(appClient)?.AccountTakeoverRiskConfiguration?.NotifyConfiguration
  const { email, email_verified: verified } = user.attributes
  if (!notify || email === undefined || verified !== 'true') return
  const { Subject, HtmlBody, TextBody } = notify[mailFor[action]] ?? defaults[mailFor[action]]
  const { pool, client } = appClient
  if (hasCustomSender(pool, 'email')) {
    const occasion = {
      occasion: 'AccountTakeOverNotification',
      clientId: client.id,
      clientMetadata: undefined,
    } as const
    const userAttributes = noticeAttributes(context, user, event, action)
    callSender(context, pool, user, occasion, 'email', { code: null, userAttributes })
    return
  }
  const fill = (text: string) => fillIn(context, text, user, event)
  try {
    await context.mail.send({
      from: notify.From ?? defaultMailFrom,
      ...(notify.ReplyTo !== undefined && { replyTo: notify.ReplyTo }),
      to: email,
      subject: Subject,
      html: fill(HtmlBody ?? escapeHtml(TextBody ?? defaults[mailFor[action]].HtmlBody)),
      userPoolId: pool.id,
      purpose: 'AccountTakeOverNotification',
    })
  } catch (error) {
    context.log.error({ event: 'mail-failed', userPoolId: pool.id, purpose: 'AccountTakeOverNotification' }, error)
  }
}

/** What a custom sender is told in place of a mail: `userAttributes` of this occasion, and the user's own. */
function noticeAttributes(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault' | 'origin'>,
  user: UserRecord,
  event: AuthEventRecord,
  action: AccountTakeoverEventActionType,
): Readonly<Record<string, string>> {
  const values = valuesOf(context, user, event)
  const named = Object.entries(values).map(([name, value]) => [name.replaceAll('-', '_').toUpperCase(), value])
  const own = { USER_NAME: user.username, ACCOUNT_TAKE_OVER_ACTION: action }
  return { sub: user.sub, ...user.attributes, ...Object.fromEntries(named), ...own }
}

/** The placeholders of the developer guide, "Message templates"; poolgate knows neither city nor country. */
function fillIn(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault' | 'origin'>,
  text: string,
  user: UserRecord,
  event: AuthEventRecord,
): string {
  const values: Readonly<Record<string, string>> = { username: user.username, ...valuesOf(context, user, event) }
  return text.replace(/\{([a-z-]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? escapeHtml(values[name] ?? '') : placeholder,
  )
}

function valuesOf(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault' | 'origin'>,
  user: UserRecord,
  event: AuthEventRecord,
): Readonly<Record<string, string>> {
  const token = createFeedbackToken(context, event)
  const link = (value: 'Valid' | 'Invalid') => {
    const names = { user_pool_id: event.poolId, user_name: user.username, event_id: event.id }
    const query = new URLSearchParams({ ...names, feedback_token: token, feedback_value: value })
    return `${context.origin()}/_poolgate/auth-event-feedback?${query.toString()}`
  }
  return {
    'ip-address': event.context.IpAddress ?? '',
    city: 'unknown',
    country: 'unknown',
    'login-time': event.createdAt.toUTCString(),
    'device-name': event.context.DeviceName ?? 'unknown',
    'event-id': event.id,
    'feedback-token': token,
    'one-click-link-valid': link('Valid'),
    'one-click-link-invalid': link('Invalid'),
  }
}
