import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'

/*
 * The `Session` of a challenge: sealed by the vault, so nobody can make or change one; it names the pool, client,
 * user and step it is for, ends with the client's AuthSessionValidity and works once (promise P14).
 */

/** What a session says once it has been opened and found to be for this client and challenge. */
export interface ChallengeSession {
  readonly id: string
  readonly sub: string
  /** The user's `modifiedAt` when the challenge was made: any change of the user voids it. */
  readonly userModifiedAt: number
  readonly expiresAt: number
}

interface SealedSession extends ChallengeSession {
  readonly poolId: string
  readonly clientId: string
  readonly challenge: string
}

const purpose = 'challenge-session'

/** A fresh session for a user who has to answer `challenge`. */
export function createSession(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  { pool, client }: AppClient,
  user: UserRecord,
  challenge: string,
): string {
  const minutes = client.settings.AuthSessionValidity ?? 3
  const session: SealedSession = {
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    sub: user.sub,
    challenge,
    userModifiedAt: user.modifiedAt.getTime(),
    expiresAt: context.now.getTime() + minutes * 60_000,
  }
  return context.vault.seal(JSON.stringify(session), purpose).toString('base64url')
}

/** Opens a session that was made for this client and challenge; refuses any other with NotAuthorizedException. */
export function openSession(
  context: Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'vault'>,
  { pool, client }: AppClient,
  challenge: string,
  text: string,
): ChallengeSession {
  const session = unseal(context, text)
  if (!session) return refuseSession(context, 'the session was not made by this server')
  if (session.poolId !== pool.id || session.clientId !== client.id)
    return refuseSession(context, 'the session was made for another app client')
  if (session.challenge !== challenge)
    return refuseSession(context, `the session was made for the challenge ${session.challenge}`)
  if (session.expiresAt <= context.now.getTime())
    return context.fail('NotAuthorizedException', 'Invalid session for the user, session is expired.')
  return session
}

/** Uses the session up; refuses when it was used before. */
export async function useSession(
  context: Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'store'>,
  { pool }: AppClient,
  session: ChallengeSession,
): Promise<void> {
  const first = await context.store.useSession(pool.id, session.id, new Date(session.expiresAt), context.now)
  if (!first) context.fail('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')
}

export function refuseSession(context: Fails<'NotAuthorizedException'>, detail: string): never {
  return context.fail('NotAuthorizedException', 'Invalid session for the user.', { detail })
}

function unseal(context: Pick<Cognito, 'vault'>, text: string): SealedSession | undefined {
  try {
    const session: unknown = JSON.parse(context.vault.open(Buffer.from(text, 'base64url'), purpose).toString())
    return isSealedSession(session) ? session : undefined
  } catch {
    // Whatever is wrong with it, it is not ours.
    return undefined
  }
}

/** Sealed by us for this purpose, it can only be of another version. */
function isSealedSession(value: unknown): value is SealedSession {
  return typeof value === 'object' && value !== null && 'challenge' in value && 'userModifiedAt' in value
}
