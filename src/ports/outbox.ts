import { mkdirSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Mail, MailMessage } from './mail.ts'
import type { Random } from './random.ts'

/**
 * Mail for a server that has no mail relay: every message becomes a private file that an operator or developer reads
 * (`poolgate inbox`). The log says that a message was written and where, never what is in it (promise P5).
 * @param directory made when the first message comes
 */
export function outboxMail(directory: string, ports: { clock: Clock; random: Random; log: Log }): Mail {
  return {
    send: async (message) => {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      const now = ports.clock.now()
      const name = `${now.toISOString().replaceAll(':', '-')}-${ports.random.bytes(3).toString('hex')}.eml`
      const file = join(directory, name)
      // A reader sees a message whole or not at all.
      await writeFile(`${file}.new`, format(message, now), { mode: 0o600 })
      await rename(`${file}.new`, file)
      ports.log.info({ event: 'mail', userPoolId: message.userPoolId, purpose: message.purpose, file })
    },
  }
}

/** An Internet message (RFC 5322) with an HTML body. */
function format(message: MailMessage, date: Date): string {
  const headers = {
    Date: date.toUTCString(),
    From: message.from,
    ...(message.replyTo !== undefined && { 'Reply-To': message.replyTo }),
    To: message.to,
    Subject: message.subject,
    'X-Poolgate-User-Pool': message.userPoolId,
    'X-Poolgate-Purpose': message.purpose,
    'MIME-Version': '1.0',
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
  }
  // A line end in a value would begin another header.
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`)
  return `${lines.join('\r\n')}\r\n\r\n${message.html}\r\n`
}
