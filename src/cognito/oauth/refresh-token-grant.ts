import { ApiError } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { type KnownRefreshToken, requireRefreshToken } from '../tokens/refresh-tokens.ts'
import { refresh, rotate, rotatesRefreshTokens } from '../tokens/token-refresh.ts'
import { userAdminScope } from '../tokens/tokens.ts'
import { claimScopes } from './scopes.ts'
import type { TokenAnswer } from './token.ts'
import { toTokenAnswer } from './token-answers.ts'
import { refuseToken } from './token-refusals.ts'

/**
 * New tokens of the same sign-in (RFC 6749 section 6), with a new refresh token where the client rotates them. They name the
 * issuer of the first ones.
 */
export async function grantRefreshToken(
  { form }: DomainRequest,
  context: DomainContext,
  appClient: AppClient,
): Promise<TokenAnswer> {
  const given = form.get('refresh_token')
  if (given === null) return refuseToken('invalid_request', 'refresh_token is missing')
  try {
    const known = narrow(await requireRefreshToken(context, appClient, given), form.get('scope'))
    const issue = rotatesRefreshTokens(appClient.client) ? rotate : refresh
    const tokens = await issue(context, appClient, known, undefined)
    return toTokenAnswer(tokens, tokens.RefreshToken)
  } catch (error) {
    if (error instanceof ApiError && ['NotAuthorizedException', 'RefreshTokenReuseException'].includes(error.code))
      return refuseToken('invalid_grant', error.detail ?? error.message)
    throw error
  }
}

/**
 * An app may ask for less than it was granted (RFC 6749 section 6). `openid` by itself is more than it is beside `email`,
 * `phone` or `profile`: it tells all that the client may read.
 */
function narrow(known: KnownRefreshToken, asked: string | null): KnownRefreshToken {
  const scopes = (asked ?? '').split(' ').filter((scope) => scope !== '')
  if (scopes.length === 0) return known
  const { grant } = known.signIn
  const granted = grant?.scopes ?? [userAdminScope]
  const isLimited = (some: readonly string[]): boolean => claimScopes.some((scope) => some.includes(scope))
  const tellsMore = scopes.includes('openid') && isLimited(granted) && !isLimited(scopes)
  if (tellsMore || !scopes.every((scope) => granted.includes(scope)))
    refuseToken('invalid_scope', 'more is asked for than was granted')
  return grant ? { ...known, signIn: { ...known.signIn, grant: { ...grant, scopes } } } : known
}
