import { createHash } from 'node:crypto'
import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import { identitiesClaim } from '../federation/linked-identities.ts'
import { groupClaims } from '../groups/group-claims.ts'
import { mostGroupsOfUser } from '../groups/groups.ts'
import { awsIssuer } from '../keys/issuers.ts'
import type { ClientRecord, UserRecord } from '../store.ts'
import { changeClaims } from '../triggers/claim-changes.ts'
import type { InvokesTriggers } from '../triggers/invoke-trigger.ts'
import { askPreTokenGeneration, type TokenOccasion } from '../triggers/pre-token-generation.ts'
import { tokenLifetimes } from './token-lifetimes.ts'
import { canRead } from '../users/user-attributes.ts'
import type { SignInRecord } from '../user-store.ts'

/** The scope of every access token that the API issues; operations on oneself demand it. */
export const userAdminScope = 'aws.cognito.signin.user.admin'

/**
 * ID and access token of a sign-in with what says how to use them, as the pool's pre token generation function changes
 * them; the refresh token is the caller's to add. A sign-in by the OAuth 2.0 endpoints has tokens as its grant says, and an
 * ID token for the scope `openid` only.
 * @param nonce what the app has the ID token repeat (OpenID Connect Core section 3.1.2.1)
 */
export async function createTokens(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'signingKeys' | 'store'> & InvokesTriggers,
  { pool, client }: AppClient,
  user: UserRecord,
  signIn: SignInRecord,
  occasion: TokenOccasion,
  nonce?: string,
): Promise<Defined<AuthenticationResultType>> {
  const { grant } = signIn
  const lifetimes = tokenLifetimes(client)
  const issuedAt = Math.floor(context.now.getTime() / 1000)
  const revocable = client.settings.EnableTokenRevocation !== false
  const shared = {
    sub: user.sub,
    iss: grant?.issuer ?? awsIssuer(pool),
    ...(revocable && { origin_jti: signIn.originJti }),
    event_id: signIn.id,
    auth_time: Math.floor(signIn.authenticatedAt.getTime() / 1000),
    iat: issuedAt,
  }
  const jti = () => (revocable ? { jti: context.random.uuid() } : {})
  const groups = await context.store.listGroupsOfUser(pool.id, user.sub, { limit: mostGroupsOfUser })
  const changes = await askPreTokenGeneration(context, { pool, client }, user, occasion, {
    groups: groupClaims(groups.items),
    scopes: grant?.scopes ?? [userAdminScope],
  })
  const { access: groupsClaim, id: roleClaims } = changes.groups
  const accessClaims = {
    ...shared,
    ...groupsClaim,
    ...(grant && { version: 2 }),
    ...(grant?.resource !== undefined && { aud: grant.resource }),
    client_id: client.id,
    ...(signIn.deviceKey !== undefined && { device_key: signIn.deviceKey }),
    token_use: 'access',
    ...(changes.scopes.length > 0 && { scope: changes.scopes.join(' ') }),
    exp: issuedAt + lifetimes.access,
    ...jti(),
    username: user.username,
  }
  const idClaims = {
    ...shared,
    ...groupsClaim,
    ...roleClaims,
    'cognito:username': user.username,
    aud: client.id,
    token_use: 'id',
    exp: issuedAt + lifetimes.id,
    ...jti(),
    ...(nonce !== undefined && { nonce }),
    ...attributeClaims(user, client, grant?.scopes),
  }
  const [idSigner, accessSigner] = await Promise.all([
    context.signingKeys.signer(pool.id, 'id'),
    context.signingKeys.signer(pool.id, 'access'),
  ])
  const signAccess = () => accessSigner.sign(changeClaims(accessClaims, changes.access))
  const signId = (more = {}) => idSigner.sign(changeClaims({ ...idClaims, ...more }, changes.id))
  const usage = { ExpiresIn: lifetimes.access, TokenType: 'Bearer' }
  if (!grant) {
    const [IdToken, AccessToken] = await Promise.all([signId(), signAccess()])
    return { AccessToken, IdToken, ...usage }
  }
  const AccessToken = await signAccess()
  if (!grant.scopes.includes('openid')) return { AccessToken, ...usage }
  return { AccessToken, IdToken: await signId({ at_hash: accessTokenHash(AccessToken) }), ...usage }
}

/** OpenID Connect Core section 3.1.3.6. */
function accessTokenHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
}

/** Standard claims that scopes give (OpenID Connect Core section 5.4). */
const scopeOfAttribute: Readonly<Record<string, string | undefined>> = {
  email: 'email',
  email_verified: 'email',
  phone_number: 'phone',
  phone_number_verified: 'phone',
}

/**
 * Whether scopes let a client have an attribute: `openid` with none of `email`, `phone` and `profile` gives all of them, with
 * some what these give, and `profile` all but e-mail address and phone number (developer guide, "Scopes, M2M, and API
 * authorization").
 */
export function scopesGive(scopes: readonly string[], attribute: string): boolean {
  if (!['email', 'phone', 'profile'].some((scope) => scopes.includes(scope))) return true
  return attribute === 'identities' || scopes.includes(scopeOfAttribute[attribute] ?? 'profile')
}

/**
 * The attributes that the client may read and the scopes give (developer guide, "Understanding the identity (ID) token"):
 * strings, but for the verified flags, which are booleans, and the address, which is an object (OpenID Connect Core section
 * 5.1.1).
 */
function attributeClaims(
  user: UserRecord,
  client: ClientRecord,
  scopes: readonly string[] = [],
): Record<string, unknown> {
  const readable = Object.entries(user.attributes).filter(([name]) => canRead(client, name) && scopesGive(scopes, name))
  return Object.fromEntries(readable.map(([name, value]) => [name, claimOf(name, value)]))
}

function claimOf(name: string, value: string): unknown {
  if (name === 'identities') return identitiesClaim(value)
  if (name === 'email_verified' || name === 'phone_number_verified') return value === 'true'
  return name === 'address' ? { formatted: value } : value
}
