import type { DomainAnswer, DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { isSignedToken } from '../tokens/access-tokens.ts'
import { hashRefreshToken } from '../tokens/refresh-tokens.ts'
import { authenticateClient } from './client-authentication.ts'
import { refuseToken } from './token-refusals.ts'

/**
 * `/oauth2/revoke` (RFC 7009; developer guide, "Revoke endpoint"): ends the sign-in of a refresh token with every token of
 * it. One that is unknown or revoked already is no error.
 */
export async function revoke(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const { client } = await authenticateClient(context, request, 401)
  const given = request.form.get('token')
  if (given === null || given === '') return refuseToken('invalid_request', 'token is missing')
  if (client.settings.EnableTokenRevocation === false)
    refuseToken('invalid_request', 'EnableTokenRevocation is false for the client')
  if (isSignedToken(given)) refuseToken('unsupported_token_type', 'only refresh tokens can be revoked')
  const found = await context.store.findRefreshToken(hashRefreshToken(given))
  if (found && found.signIn.clientId !== client.id)
    refuseToken('invalid_request', 'the refresh token belongs to another client')
  if (found) await context.store.revokeSignIn(found.signIn.poolId, found.signIn.id)
  return { status: 200, headers: { 'access-control-allow-origin': '*' }, body: '' }
}
