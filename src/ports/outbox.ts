import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Mail, MailMessage } from './mail.ts'
import type { Random } from './random.ts'
import type { Sms } from './sms.ts'

/*
 * Messages of a server that has no relay: every one becomes a private file that an operator or developer reads
 * (`poolgate inbox`). The log says that a message was written and where, never what is in it (promise P5).
 */

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** @param directory made when the first message comes */
export function outboxMail(directory: string, ports: Ports): Mail {
  return {
    send: async (message) => {
      const file = await write(directory, ports, '.eml', (now) => format(message, now))
      ports.log.info({ event: 'mail', userPoolId: message.userPoolId, purpose: message.purpose, file })
    },
  }
}

/** Text messages, as mail without a sender and a subject. */
export function outboxSms(directory: string, ports: Ports): Sms {
  return {
    send: async (message) => {
      const { to, userPoolId, purpose, text } = message
      const file = await write(directory, ports, '.sms', (now) =>
        lay({ Date: now.toUTCString(), To: to, ...origin(message), 'Content-Type': 'text/plain; charset=utf-8' }, text),
      )
      ports.log.info({ event: 'sms', userPoolId, purpose, file })
    },
  }
}

async function write(
  directory: string,
  { clock, random }: Ports,
  ending: string,
  content: (now: Date) => string,
): Promise<string> {
  // Nothing here may block: who does not wait for a message must not feel it.
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const now = clock.now()
  const name = `${now.toISOString().replaceAll(':', '-')}-${random.bytes(3).toString('hex')}${ending}`
  const file = join(directory, name)
  // A reader sees a message whole or not at all.
  await writeFile(`${file}.new`, content(now), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return file
}

/** An Internet message (RFC 5322) with an HTML body. */
function format(message: MailMessage, date: Date): string {
  const headers = {
    Date: date.toUTCString(),
    From: message.from,
    ...(message.replyTo !== undefined && { 'Reply-To': message.replyTo }),
    To: message.to,
    Subject: message.subject,
    ...(message.configurationSet !== undefined && { 'X-SES-CONFIGURATION-SET': message.configurationSet }),
    ...origin(message),
    'MIME-Version': '1.0',
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
  }
  return lay(headers, message.html)
}

function origin({ userPoolId, purpose }: Pick<MailMessage, 'userPoolId' | 'purpose'>): Record<string, string> {
  return { 'X-Poolgate-User-Pool': userPoolId, 'X-Poolgate-Purpose': purpose }
}

function lay(headers: Readonly<Record<string, string>>, body: string): string {
  // A line end in a value would begin another header.
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}\r\n`
}
