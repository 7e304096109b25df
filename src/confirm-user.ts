import { createHash } from 'node:crypto'
import { type Confirmation, hashForLink } from './cognito/messages/confirmation-links.ts'
import type { CognitoIdpClient } from './cognito/service.ts'
import type { HttpRequest } from './http/message.ts'
import { ApiError } from './wire/operation.ts'

/** A page for people. */
export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 32rem; margin: 0 auto; padding: 4rem 1rem; text-align: center }
h1 { font-size: 1.4rem }
`

/** The page runs and loads nothing, and tells nobody its address, which holds the code. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const

type LinkContext = Parameters<typeof hashForLink>[0]

/** Confirms the user whose link was followed, as ConfirmSignUp does, and says so on a page. */
export async function answerConfirmUser(
  { method, url = '' }: HttpRequest,
  context: LinkContext,
  client: Pick<CognitoIdpClient, 'ConfirmSignUp'>,
): Promise<PageAnswer> {
  if (method !== 'GET') return page(405, 'This address is for following a link only.')
  const confirmation = readConfirmation(new URLSearchParams(url.split('?')[1] ?? ''))
  if (!confirmation) return page(400, 'The link is not complete.')
  try {
    await client.ConfirmSignUp({
      ClientId: confirmation.clientId,
      Username: confirmation.username,
      ConfirmationCode: confirmation.code,
      ...(await hashForLink(context, confirmation)),
    })
    return page(200, 'Your registration has been confirmed!')
  } catch (error) {
    if (error instanceof ApiError) return page(400, error.message)
    throw error
  }
}

function readConfirmation(query: URLSearchParams): Confirmation | undefined {
  const [clientId, username, code] = ['client_id', 'user_name', 'confirmation_code'].map((name) => query.get(name))
  return clientId && username && code && !clientId.includes('\0') ? { clientId, username, code } : undefined
}

function page(status: number, text: string): PageAnswer {
  const shown = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown}</title>
<style>${style}</style>
</head>
<body><main><h1>${shown}</h1></main></body>
</html>
`
  return { status, headers, body }
}
