import type { AppClient } from '../clients/app-client.ts'
import type { DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { tokenLifetimes } from '../tokens/token-lifetimes.ts'
import { readScopes } from './scopes.ts'
import type { TokenAnswer } from './token.ts'
import { refuseToken } from './token-refusals.ts'

/**
 * An access token for the client itself (RFC 6749 section 4.4; developer guide, "Scopes, M2M, and API authorization"). Nobody
 * signed in, so nothing of it is stored and nothing can revoke it.
 */
export async function grantClientCredentials(
  { form, issuer }: DomainRequest,
  context: DomainContext,
  { pool, client }: AppClient,
): Promise<TokenAnswer> {
  if (client.settings.AllowedOAuthFlows?.includes('client_credentials') !== true)
    refuseToken('unauthorized_client', 'client_credentials is not in AllowedOAuthFlows')
  const scopes = await readScopes(context, { pool, client }, form.get('scope') ?? undefined)
  if ('refused' in scopes) return refuseToken('invalid_scope', scopes.refused)
  const { access: lifetime } = tokenLifetimes(client)
  const issuedAt = Math.floor(context.now.getTime() / 1000)
  const signer = await context.signingKeys.signer(pool.id, 'access')
  const accessToken = await signer.sign({
    sub: client.id,
    token_use: 'access',
    scope: scopes.granted.join(' '),
    auth_time: issuedAt,
    iss: issuer,
    exp: issuedAt + lifetime,
    iat: issuedAt,
    version: 2,
    jti: context.random.uuid(),
    client_id: client.id,
  })
  return { access_token: accessToken, expires_in: lifetime, token_type: 'Bearer' }
}
