import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One message of the outbox, for people who develop with it. */
export interface InboxMessage {
  readonly id: string
  readonly kind: 'mail' | 'sms'
  readonly date: string
  readonly from?: string
  readonly to: string
  readonly subject?: string
  readonly userPoolId: string
  /** Why it was sent: `SignUp`, `ForgotPassword`, ... */
  readonly purpose: string
  /** HTML for mail, plain text for text messages. */
  readonly body: string
}

/** So many of the newest messages are shown. */
const messagesShown = 100

/** The newest messages of an outbox, the newest first; none when nothing was sent yet. */
export async function readInbox(directory: string, to?: string): Promise<InboxMessage[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const messages: InboxMessage[] = []
  // Their names begin with the time.
  for (const name of names.filter((each) => /\.(eml|sms)$/.test(each)).sort((a, b) => (a < b ? 1 : -1))) {
    if (messages.length === messagesShown) break
    const message = await readMessage(directory, name)
    if (message && (to === undefined || message.to === to)) messages.push(message)
  }
  return messages
}

/** Undefined when somebody has deleted it meanwhile. */
async function readMessage(directory: string, name: string): Promise<InboxMessage | undefined> {
  const text = await readFile(join(directory, name), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const end = text.indexOf('\r\n\r\n')
  const headers = new Map(
    text
      .slice(0, end)
      .split('\r\n')
      .map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
  )
  const [from, subject] = [headers.get('from'), headers.get('subject')]
  return {
    id: name,
    kind: name.endsWith('.sms') ? 'sms' : 'mail',
    date: headers.get('date') ?? '',
    ...(from !== undefined && { from }),
    to: headers.get('to') ?? '',
    ...(subject !== undefined && { subject }),
    userPoolId: headers.get('x-poolgate-user-pool') ?? '',
    purpose: headers.get('x-poolgate-purpose') ?? '',
    body: text.slice(end + 4).replace(/\r\n$/, ''),
  }
}
