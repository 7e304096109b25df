import { ApiError } from '../../wire/operation.ts'
import { type DomainAnswer, type DomainContext, DomainRefusal, type DomainRequest } from '../domains/domain-exchange.ts'
import { type AuthenticatedUser, authenticateAccessToken } from '../tokens/access-tokens.ts'
import { scopesGive } from '../tokens/tokens.ts'
import { listAttributes } from '../users/user-attributes.ts'
import { answerJson } from './token-refusals.ts'

const descriptions = {
  invalid_request: 'Bad OAuth2 request at UserInfo Endpoint',
  invalid_token: 'Access token is expired, disabled, or deleted, or the user has globally signed out.',
} as const

/**
 * `/oauth2/userInfo` (OpenID Connect Core section 5.3; developer guide, "userInfo endpoint"): what the scopes of an access
 * token let its client know of the user, values as strings. Tokens of the API lack the scope `openid`.
 */
export async function userInfo(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers['authorization'] ?? '') ?? []
  if (token === undefined) return refuse(400, 'invalid_request', 'there is no bearer token')
  const { user, pool, client, scopes } = await authenticate(context, token)
  if (pool.id !== request.pool.id) return refuse(401, 'invalid_token', 'the access token is of another pool')
  const attributes = listAttributes(user, client).filter(({ Name }) => Name === 'sub' || scopesGive(scopes, Name))
  const members = attributes.map(({ Name, Value }) => [Name, Value] as const)
  return answerJson(200, { ...Object.fromEntries(members), username: user.username })
}

async function authenticate(context: DomainContext, token: string): Promise<AuthenticatedUser> {
  try {
    return await authenticateAccessToken(context, token, 'openid')
  } catch (error) {
    if (error instanceof ApiError) return refuse(401, 'invalid_token', error.detail ?? error.message)
    throw error
  }
}

function refuse(status: 400 | 401, error: keyof typeof descriptions, detail: string): never {
  const body = { error, error_description: descriptions[error] }
  const challenge = `error="${error}", error_description="${descriptions[error]}"`
  throw new DomainRefusal(answerJson(status, body, { 'www-authenticate': challenge }), detail)
}
