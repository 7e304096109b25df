import type { CognitoIdpClient } from '../../cognito/service.ts'
import type { HttpRequest } from '../../http/message.ts'
import { type PageAnswer, plainPage } from './page.ts'
import { ApiError } from '../../wire/operation.ts'

/** Takes what a user thinks of a sign-in whose notification they followed a link of, and says so on a page. */
export async function answerAuthEventFeedback(
  { method, url = '' }: HttpRequest,
  client: Pick<CognitoIdpClient, 'UpdateAuthEventFeedback'>,
): Promise<PageAnswer> {
  if (method !== 'GET') return plainPage(405, 'This address is for following a link only.')
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const value = query.get('feedback_value')
  if (value !== 'Valid' && value !== 'Invalid') return plainPage(400, 'The link is not complete.')
  try {
    await client.UpdateAuthEventFeedback({
      UserPoolId: query.get('user_pool_id') ?? '',
      Username: query.get('user_name') ?? '',
      EventId: query.get('event_id') ?? '',
      FeedbackToken: query.get('feedback_token') ?? '',
      FeedbackValue: value,
    })
    return plainPage(200, 'Thank you for your feedback.')
  } catch (error) {
    if (error instanceof ApiError) return plainPage(400, error.message)
    throw error
  }
}
