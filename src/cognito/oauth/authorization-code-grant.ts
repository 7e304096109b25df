import { createHash, timingSafeEqual } from 'node:crypto'
import type { AppClient } from '../clients/app-client.ts'
import type { AuthorizationCodeRecord } from '../authorization-store.ts'
import type { DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { createRefreshToken, hashRefreshToken } from '../tokens/refresh-tokens.ts'
import { tokenLifetimes } from '../tokens/token-lifetimes.ts'
import { createTokens } from '../tokens/tokens.ts'
import { canRead } from '../users/user-attributes.ts'
import { hashCode } from './authorization-codes.ts'
import type { TokenAnswer } from './token.ts'
import { toTokenAnswer } from './token-answers.ts'
import { refuseToken } from './token-refusals.ts'

/**
 * Redeems a code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.6). What is wrong with the request leaves the code as
 * it is; one that was redeemed before takes the tokens of its sign-in with it (RFC 6749 section 4.1.2).
 */
export async function grantAuthorizationCode(
  { form, issuer }: DomainRequest,
  context: DomainContext,
  { pool, client }: AppClient,
): Promise<TokenAnswer> {
  if (client.settings.AllowedOAuthFlows?.includes('code') !== true)
    refuseToken('unauthorized_client', 'code is not in AllowedOAuthFlows')
  const given = form.get('code')
  if (given === null) return refuseToken('invalid_request', 'code is missing')
  const known = await context.store.findAuthorizationCode(hashCode(given))
  if (known?.signIn.clientId !== client.id || known.signIn.poolId !== pool.id)
    return refuseToken('invalid_grant', 'there is no such code, or it is another client’s')
  const { code, signIn } = known
  const { grant } = signIn
  const user = await context.store.findUser(pool.id, signIn.sub)
  if (!grant || !user) return refuseToken('invalid_grant', 'the code is of no user')
  checkRedirectUri(code, form)
  checkVerifier(code, form.get('code_verifier'))
  checkReadable({ pool, client }, grant.scopes)
  const refreshToken = createRefreshToken(context.random)
  const granted = { ...grant, issuer }
  const outcome = await context.store.redeemAuthorizationCode(code.hash, {
    now: context.now,
    grant: granted,
    refreshToken: {
      hash: hashRefreshToken(refreshToken),
      poolId: pool.id,
      signInId: signIn.id,
      expiresAt: new Date(context.now.getTime() + tokenLifetimes(client).refresh * 1000),
    },
  })
  if (outcome !== 'redeemed')
    refuseToken(
      'invalid_grant',
      outcome === 'used' ? 'the code was redeemed before; its tokens are revoked' : 'expired',
    )
  const occasion = { source: 'HostedAuth', clientMetadata: undefined } as const
  const redeemed = { ...signIn, grant: granted }
  return toTokenAnswer(
    await createTokens(context, { pool, client }, user, redeemed, occasion, code.nonce),
    refreshToken,
  )
}

/** An app that named its address for the code names it again (RFC 6749 section 4.1.3), byte by byte. */
function checkRedirectUri({ redirectUri }: AuthorizationCodeRecord, form: URLSearchParams): void {
  const given = form.get('redirect_uri')
  if (redirectUri === undefined) return
  if (given === null) refuseToken('invalid_request', 'redirect_uri is missing')
  if (given !== redirectUri) refuseToken('unauthorized_client', 'redirect_uri is not the one that the code was sent to')
}

/** A verifier where there was no challenge is refused too: somebody may have taken that away (RFC 9700 section 4.8.2). */
function checkVerifier({ codeChallenge }: AuthorizationCodeRecord, verifier: string | null): void {
  if (codeChallenge === undefined && verifier === null) return
  if (codeChallenge === undefined) return refuseToken('invalid_grant', 'the code was asked for without code_challenge')
  if (verifier === null || !/^[\w.~-]{43,128}$/.test(verifier))
    return refuseToken('invalid_grant', 'code_verifier is missing or not of its form')
  const challenge = createHash('sha256').update(verifier).digest()
  const expected = Buffer.from(codeChallenge, 'base64url')
  if (expected.length !== challenge.length || !timingSafeEqual(challenge, expected))
    refuseToken('invalid_grant', 'code_verifier is not that of code_challenge')
}

/** A client needs to be able to read all that these scopes are about (developer guide, "Token endpoint", invalid_grant). */
function checkReadable({ client }: AppClient, scopes: readonly string[]): void {
  const needed = [
    ...(scopes.includes('email') ? ['email', 'email_verified'] : []),
    ...(scopes.includes('phone') ? ['phone_number', 'phone_number_verified'] : []),
  ]
  const unreadable = needed.find((name) => !canRead(client, name))
  if (unreadable !== undefined)
    refuseToken('invalid_grant', `the client cannot read ${unreadable}, which its scopes are about`)
}
