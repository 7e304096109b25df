import { ApiError } from '../../wire/operation.ts'
import type { SamlSession } from '../authorization-store.ts'
import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import type { UserRecord } from '../store.ts'
import { tokenLifetimes } from '../tokens/token-lifetimes.ts'
import { createTokens } from '../tokens/tokens.ts'
import { longestAccessSeconds } from '../sign-in/sign-ins.ts'
import type { SignInRecord } from '../user-store.ts'
import { codeSeconds, hashCode } from './authorization-codes.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { beginLoginSession } from './login-sessions.ts'
import { addressWith, refuseToApp } from './return-address.ts'

/** A user who has passed every challenge. */
export interface SignedInUser {
  readonly user: UserRecord
  /** Of the auth event, where threat protection watched. */
  readonly eventId?: string
  /** The identity provider that signed them in; absent for the pool itself. */
  readonly provider?: string
  /** What a SAML provider knows of it. */
  readonly saml?: SamlSession
}

/**
 * The end of every sign-in on the pages of a domain: begins the browser's session, and sends it to the app with a code, or
 * with tokens where the app asked for these. Refuses to the app with `access_denied` when the user is gone or disabled, or
 * signed in by a provider that the client does not have.
 */
export async function completeSignIn(
  context: DomainContext,
  request: DomainRequest,
  authorization: AuthorizationRequest,
  signedIn: SignedInUser,
): Promise<DomainAnswer> {
  const { provider = 'COGNITO' } = signedIn
  // Whatever pages show, it is here that a client's providers count.
  if (!authorization.identityProviders.includes(provider))
    return refuseToApp(authorization, 'access_denied', `the client does not have the identity provider ${provider}`)
  const cookie = await beginLoginSession(context, request, { ...signedIn, provider })
  if (cookie === undefined) return refuseToApp(authorization, 'access_denied', 'the user was deleted or disabled')
  const location = await locationWithAnswer(context, request, authorization, signedIn, context.now)
  return redirectTo(location, [cookie])
}

/**
 * The app's address with a code or tokens for a user.
 * @param authenticatedAt when the user signed in, which may have been for another app
 */
export async function locationWithAnswer(
  context: DomainContext,
  request: DomainRequest,
  authorization: AuthorizationRequest,
  { user, eventId }: SignedInUser,
  authenticatedAt: Date,
): Promise<string> {
  const { client, scopes, resource } = authorization
  const refreshEnd = context.now.getTime() + (codeSeconds + tokenLifetimes(client).refresh) * 1000
  const signIn: SignInRecord = {
    id: eventId ?? context.random.uuid(),
    poolId: user.poolId,
    sub: user.sub,
    clientId: client.id,
    grant: { issuer: request.issuer, scopes, ...(resource !== undefined && { resource }) },
    originJti: context.random.uuid(),
    authenticatedAt,
    revoked: false,
    expiresAt: new Date(refreshEnd + longestAccessSeconds * 1000),
  }
  const members =
    authorization.responseType === 'code'
      ? await giveCode(context, authorization, signIn)
      : await giveTokens(context, authorization, user, signIn)
  return addressWith(authorization, members)
}

async function giveCode(
  context: DomainContext,
  authorization: AuthorizationRequest,
  signIn: SignInRecord,
): Promise<{ code: string }> {
  const { redirectUri, namesRedirectUri, codeChallenge, nonce } = authorization
  const code = context.random.uuid()
  const record = {
    hash: hashCode(code),
    poolId: signIn.poolId,
    signInId: signIn.id,
    ...(namesRedirectUri && { redirectUri }),
    ...(codeChallenge !== undefined && { codeChallenge }),
    ...(nonce !== undefined && { nonce }),
    expiresAt: new Date(context.now.getTime() + codeSeconds * 1000),
  }
  if (await context.store.insertAuthorizationCode(record, signIn)) return { code }
  return refuseToApp(authorization, 'access_denied', 'the user was deleted or disabled')
}

/** The implicit grant (RFC 6749 section 4.2), without a refresh token. */
async function giveTokens(
  context: DomainContext,
  authorization: AuthorizationRequest,
  user: UserRecord,
  signIn: SignInRecord,
): Promise<Record<string, string | undefined>> {
  if (!(await context.store.insertSignIn(signIn)))
    return refuseToApp(authorization, 'access_denied', 'the user was deleted or disabled')
  const occasion = { source: 'HostedAuth', clientMetadata: undefined } as const
  const { nonce } = authorization
  const tokens = await createTokens(context, authorization, user, signIn, occasion, nonce).catch((error: unknown) => {
    // The pool's function failed.
    if (error instanceof ApiError) return refuseToApp(authorization, 'invalid_request', error.code, error.message)
    throw error
  })
  return {
    id_token: tokens.IdToken,
    access_token: tokens.AccessToken,
    token_type: tokens.TokenType,
    expires_in: String(tokens.ExpiresIn),
  }
}
