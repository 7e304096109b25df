import { isSignedToken } from '../tokens/access-tokens.ts'
import { checkClientSecret, requireAppClient } from '../clients/app-client.ts'
import { hashRefreshToken } from '../tokens/refresh-tokens.ts'
import type { Context, Input, Output } from '../service.ts'

/**
 * Ends the sign-in that a refresh token belongs to, with every token that came of it. A token that is unknown or
 * revoked already is no error (RFC 7009 section 2.2).
 */
export async function revokeToken(
  input: Input<'RevokeToken'>,
  context: Context<'RevokeToken'>,
): Promise<Output<'RevokeToken'>> {
  // The model has one error for whatever is wrong with the client.
  const asClient = {
    ...context,
    fail: (_: string, message: string, more?: { detail?: string }) =>
      context.fail('UnauthorizedException', message, more),
  }
  const { client } = await requireAppClient(asClient, input.ClientId)
  checkClientSecret(asClient, client, input.ClientSecret)
  if (client.settings.EnableTokenRevocation === false)
    context.fail('UnsupportedOperationException', 'Token revocation is not enabled for this client.')
  if (isSignedToken(input.Token)) context.fail('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.')
  const found = await context.store.findRefreshToken(hashRefreshToken(input.Token))
  if (found && found.signIn.clientId !== client.id)
    context.fail('UnauthorizedException', 'The refresh token belongs to another client.')
  if (found) await context.store.revokeSignIn(found.signIn.poolId, found.signIn.id)
  return {}
}
