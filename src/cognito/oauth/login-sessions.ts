import { createHash } from 'node:crypto'
import { type DomainContext, type DomainRequest, findCookie, setCookie } from '../domains/domain-exchange.ts'
import type { LoginSessionRecord, SamlSession } from '../authorization-store.ts'
import type { UserRecord } from '../store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/*
 * Who has signed in on a domain's pages is signed in for all apps of the pool for an hour (developer guide, "User pool
 * managed login", "Managed login session cookies"): a cookie of random bytes, whose hash the store has.
 */

const cookieName = 'cognito'
const sessionSeconds = 3600

type Keeps = Pick<DomainContext, 'store' | 'now' | 'random'>

/** A session that counts, with its user. */
export interface LoginSession {
  readonly user: UserRecord
  /** By which identity provider they signed in. */
  readonly provider: string
  /** Where that is a SAML provider. */
  readonly saml?: SamlSession
  readonly authenticatedAt: Date
}

/** Begins a session in place of the one the browser may have; answers its cookie, or undefined when the user is gone or disabled. */
export async function beginLoginSession(
  context: Keeps,
  request: DomainRequest,
  { user, provider, saml }: Pick<LoginSession, 'user' | 'provider' | 'saml'>,
): Promise<string | undefined> {
  await dropLoginSession(context, request)
  const value = context.random.bytes(32).toString('base64url')
  const session: LoginSessionRecord = {
    hash: hashOf(value),
    poolId: user.poolId,
    sub: user.sub,
    domain: request.domain.domain,
    provider,
    ...(saml && { saml }),
    authenticatedAt: context.now,
    expiresAt: new Date(context.now.getTime() + sessionSeconds * 1000),
  }
  const isKept = await context.store.insertLoginSession(session)
  return isKept ? setCookie(request, cookieName, value, sessionSeconds) : undefined
}

/** The session of the browser on this domain. */
export async function findLoginSession(context: Keeps, request: DomainRequest): Promise<LoginSession | undefined> {
  const value = findCookie(request, cookieName)
  const session = value === undefined ? undefined : await context.store.findLoginSession(hashOf(value))
  const { pool, domain } = request
  if (!session || session.poolId !== pool.id || session.domain !== domain.domain) return undefined
  if (session.expiresAt <= context.now) return undefined
  const user = await context.store.findUser(pool.id, session.sub)
  return user?.enabled === true ? { ...session, user } : undefined
}

/**
 * Whether a session will do: not where the app has the user sign in even if they have just done so (OpenID Connect Core section
 * 3.1.2.1), nor where they signed in by a provider that the client does not have, or another one than the app asks for.
 */
export function serves(
  { provider }: Pick<LoginSession, 'provider'>,
  authorization: Pick<AuthorizationRequest, 'prompt' | 'identityProviders' | 'identityProvider'>,
): boolean {
  const { prompt, identityProviders, identityProvider = provider } = authorization
  if (prompt === 'login' || prompt === 'select_account') return false
  return identityProviders.includes(provider) && identityProvider === provider
}

/** Ends the session of the browser, and answers the cookie that takes its own away. */
export async function endLoginSession(context: Keeps, request: DomainRequest): Promise<string> {
  await dropLoginSession(context, request)
  return setCookie(request, cookieName, '', 0)
}

async function dropLoginSession({ store }: Keeps, request: DomainRequest): Promise<void> {
  const value = findCookie(request, cookieName)
  if (value !== undefined) await store.deleteLoginSession(hashOf(value))
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
