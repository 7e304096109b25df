import type { Transporter } from 'nodemailer'
import { defaultMailFrom, type Mail, type MailMessage } from './mail.ts'
import type { Log } from './log.ts'

/** A relay that takes mail for delivery (RFC 5321). */
export interface SmtpRelay {
  /** `smtps://user:password@host:465`, or `smtp://...`, which turns to TLS where the relay offers it. */
  readonly url: string
  /** The sender of pools that have no address of their own. */
  readonly from: string
}

/** How long one try may take before the caller is told that the mail cannot be delivered. */
const tryMilliseconds = 5000
const tries = 2

/**
 * Mail through a relay, over a few connections that are kept open. Certificates are verified, credentials go over TLS
 * only. What the relay refuses for good is not tried again; what fails otherwise once more.
 */
export function smtpMail(relay: SmtpRelay, log: Log): Mail & { close(): void } {
  let transporter: Promise<Transporter> | undefined
  return {
    send: async (message) => {
      // Loading it takes time that a server without mail to send need not spend.
      transporter ??= import('nodemailer').then(({ createTransport }) => createTransport(settingsOf(relay.url)))
      const sender = await transporter
      await sendWithin(tries, () => sender.sendMail(envelopeOf(message, relay)))
      log.info({ event: 'mail', userPoolId: message.userPoolId, purpose: message.purpose })
    },
    close: () => void transporter?.then((sender) => sender.close()),
  }
}

function settingsOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const isSecure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    // Credentials never leave in clear.
    requireTLS: !isSecure && username !== '',
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    pool: true,
    maxConnections: 5,
    connectionTimeout: tryMilliseconds,
    greetingTimeout: tryMilliseconds,
    socketTimeout: tryMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function envelopeOf(message: MailMessage, { from }: SmtpRelay) {
  return {
    from: message.from === defaultMailFrom ? from : message.from,
    // As an address and not as a list of them, whatever it holds.
    to: { name: '', address: message.to },
    ...(message.replyTo !== undefined && { replyTo: message.replyTo }),
    subject: message.subject,
    html: message.html,
    // What SES's own relay takes it from (SES developer guide, "Specifying a configuration set").
    ...(message.configurationSet !== undefined && {
      headers: { 'X-SES-CONFIGURATION-SET': message.configurationSet },
    }),
  }
}

async function sendWithin(left: number, send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (left <= 1 || isFinal(error)) throw error
    await sendWithin(left - 1, send)
  }
}

/** A reply of the 5xx kind (RFC 5321 section 4.2.1), or credentials that the relay does not know. */
function isFinal(error: unknown): boolean {
  const { responseCode, code }: { responseCode?: unknown; code?: unknown } = Object(error)
  return code === 'EAUTH' || (typeof responseCode === 'number' && responseCode >= 500)
}
