import { ApiError } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { type KnownRefreshToken, requireRefreshToken } from '../tokens/refresh-tokens.ts'
import { refresh, rotate, rotatesRefreshTokens } from '../tokens/token-refresh.ts'
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

/** An app may ask for less than it was granted (RFC 6749 section 6). */
function narrow(known: KnownRefreshToken, asked: string | null): KnownRefreshToken {
  const { grant } = known.signIn
  if (asked === null || !grant) return known
  const scopes = asked.split(' ').filter((scope) => scope !== '')
  if (!scopes.every((scope) => grant.scopes.includes(scope)))
    refuseToken('invalid_scope', 'more is asked for than was granted')
  return { ...known, signIn: { ...known.signIn, grant: { ...grant, scopes } } }
}
