import { type Confirmation, hashForLink } from '../../cognito/messages/confirmation-links.ts'
import type { CognitoIdpClient } from '../../cognito/service.ts'
import type { HttpRequest } from '../../http/message.ts'
import { type PageAnswer, plainPage } from './page.ts'
import { ApiError } from '../../wire/operation.ts'

type LinkContext = Parameters<typeof hashForLink>[0]

/** Confirms the user whose link was followed, as ConfirmSignUp does, and says so on a page. */
export async function answerConfirmUser(
  { method, url = '' }: HttpRequest,
  context: LinkContext,
  client: Pick<CognitoIdpClient, 'ConfirmSignUp'>,
): Promise<PageAnswer> {
  if (method !== 'GET') return plainPage(405, 'This address is for following a link only.')
  const confirmation = readConfirmation(new URLSearchParams(url.split('?')[1] ?? ''))
  if (!confirmation) return plainPage(400, 'The link is not complete.')
  try {
    await client.ConfirmSignUp({
      ClientId: confirmation.clientId,
      Username: confirmation.username,
      ConfirmationCode: confirmation.code,
      ...(await hashForLink(context, confirmation)),
    })
    return plainPage(200, 'Your registration has been confirmed!')
  } catch (error) {
    if (error instanceof ApiError) return plainPage(400, error.message)
    throw error
  }
}

function readConfirmation(query: URLSearchParams): Confirmation | undefined {
  const [clientId, username, code] = ['client_id', 'user_name', 'confirmation_code'].map((name) => query.get(name))
  return clientId && username && code && !clientId.includes('\0') ? { clientId, username, code } : undefined
}
