import { verify } from 'node:crypto'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'
import { userAdminScope } from './tokens.ts'
import { refuseUnknownUser } from '../users/users.ts'
import type { SignInRecord } from '../user-store.ts'

/** Who calls an operation that an access token authorizes. */
export interface AuthenticatedUser extends AppClient {
  readonly user: UserRecord
  readonly signIn: SignInRecord
  /** Of the access token. */
  readonly scopes: readonly string[]
}

type Authenticates = Pick<CallContext, 'now'> &
  Pick<Cognito, 'store' | 'signingKeys'> &
  Fails<'NotAuthorizedException' | 'UserNotFoundException'>

/**
 * Finds out whose access token this is. Only tokens that one of poolgate's pools signed with its access key get past
 * the signature; then use, expiry, scope, user and revocation are checked, in this order. Refuses with
 * NotAuthorizedException, or UserNotFoundException when the user was deleted. Whatever the token holds, nothing else
 * is thrown.
 * @param scope which the token must have
 */
export async function authenticateAccessToken(
  context: Authenticates,
  token: string,
  scope = userAdminScope,
): Promise<AuthenticatedUser> {
  const { header, claims, signedPart, signature } = readToken(token) ?? refuseToken(context, 'not a JSON web token')
  const { pool, client } =
    (await findAppClient(context, claims.client_id)) ??
    refuseToken(context, 'client_id is no app client of this server')
  const key = typeof header.kid === 'string' ? await context.signingKeys.findKey(pool.id, header.kid) : undefined
  if (!key || key.use !== 'access') return refuseToken(context, "kid is not one of the pool's access token keys")
  if (header.alg !== 'RS256') return refuseToken(context, 'alg is not RS256')
  if (!verify('sha256', Buffer.from(signedPart), key.publicKey, signature))
    return context.fail('NotAuthorizedException', 'Could not verify signature for Access Token')
  if (claims.token_use !== 'access') return refuseToken(context, 'token_use is not access')
  if (typeof claims.exp !== 'number' || claims.exp * 1000 <= context.now.getTime())
    return context.fail('NotAuthorizedException', 'Access Token has expired')
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : []
  if (!scopes.includes(scope))
    return context.fail('NotAuthorizedException', 'Access Token does not have required scopes')
  if (typeof claims.sub !== 'string' || typeof claims.event_id !== 'string')
    return refuseToken(context, 'sub or event_id is missing')
  const user = (await context.store.findUser(pool.id, claims.sub)) ?? refuseUnknownUser(context)
  if (!user.enabled) return context.fail('NotAuthorizedException', 'User is disabled.')
  const signIn = await context.store.findSignIn(pool.id, claims.event_id)
  if (!signIn || signIn.revoked || signIn.sub !== user.sub || signIn.clientId !== client.id)
    return context.fail('NotAuthorizedException', 'Access Token has been revoked')
  return { pool, client, user, signIn, scopes }
}

function refuseToken(context: Fails<'NotAuthorizedException'>, detail: string): never {
  return context.fail('NotAuthorizedException', 'Invalid Access Token', { detail })
}

/** As the API model has it. */
const clientIdForm = /^[\w+]{1,128}$/

/** The app client that the unverified claim names; it only says with which keys to verify. */
async function findAppClient(context: Pick<Cognito, 'store'>, clientId: unknown): Promise<AppClient | undefined> {
  if (typeof clientId !== 'string' || !clientIdForm.test(clientId)) return undefined
  const client = await context.store.findClient(clientId)
  const pool = client && (await context.store.findPool(client.poolId))
  return pool && { pool, client }
}

type Claims = Readonly<Record<string, unknown>>

interface ReadToken {
  readonly header: Claims
  readonly claims: Claims
  readonly signedPart: string
  readonly signature: Buffer
}

/** The parts of a compact JWS (RFC 7515 section 7.1), unverified; undefined when it is none. */
function readToken(token: string): ReadToken | undefined {
  const parts = token.split('.')
  const [headerPart, claimsPart, signaturePart] = parts
  if (parts.length !== 3 || headerPart === undefined || claimsPart === undefined || signaturePart === undefined)
    return undefined
  const [header, claims, signature] = [readObject(headerPart), readObject(claimsPart), readBase64url(signaturePart)]
  return header && claims && signature && { header, claims, signedPart: `${headerPart}.${claimsPart}`, signature }
}

/** Only the canonical spelling, so that one signature makes one token. */
function readBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

function readObject(part: string): Claims | undefined {
  const bytes = readBase64url(part)
  try {
    const value: unknown = bytes && JSON.parse(bytes.toString())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a text is a signed token of any kind, which RevokeToken does not take. */
export function isSignedToken(text: string): boolean {
  return readToken(text) !== undefined
}
