import { type InboxMessage, readInbox } from './inbox.ts'
import { inboxPage, inboxPageHeaders } from './inbox-page.ts'
import type { HttpRequest } from '../../http/message.ts'
import { isLoopbackPeer } from '../../http/peers.ts'
import type { PageAnswer } from './page.ts'

const plain = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }

/**
 * Shows a developer what was sent: as a page, or as JSON with `?format=json` (and `&to=` for one recipient). Messages hold
 * codes, so only programs of this machine get them, and pages of nobody: the page can be opened but not read by others.
 * @param directory undefined in production
 */
export async function answerInbox(request: HttpRequest, directory: string | undefined): Promise<PageAnswer> {
  if (directory === undefined) return refuse(403, 'a server in production mode shows nobody what it sends')
  const { method, url = '', headers } = request
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'the inbox is read with GET')
  const parameters = new URLSearchParams(url.split('?')[1] ?? '')
  const isPage = parameters.get('format') !== 'json'
  if (
    !isLoopbackPeer(request.socket) ||
    headers.origin !== undefined ||
    !(isPage ? isVisit(headers) : isProgram(headers))
  )
    return refuse(403, 'this is for the operator of this machine only')
  const messages: InboxMessage[] = await readInbox(directory, parameters.get('to') ?? undefined)
  return isPage
    ? { status: 200, headers: inboxPageHeaders, body: inboxPage(messages) }
    : { status: 200, headers: plain, body: JSON.stringify({ messages }) }
}

type Headers = HttpRequest['headers']

/** No browser at all, or one whose user typed the address. */
function isProgram(headers: Headers): boolean {
  return headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] === 'none'
}

/** Something that is shown in a window of its own, whoever opened that. */
function isVisit(headers: Headers): boolean {
  return isProgram(headers) || (headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document')
}

function refuse(status: number, message: string): PageAnswer {
  return { status, headers: plain, body: JSON.stringify({ message }) }
}
