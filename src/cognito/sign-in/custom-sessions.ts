import { openJson } from '../../ports/vault.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { AnsweredChallenge, CustomChallenge } from '../triggers/custom-auth-triggers.ts'
import { refuseResponse } from '../triggers/invoke-trigger.ts'
import { refuseSession } from './challenge-sessions.ts'
import type { SigningIn } from './signing-in.ts'

/*
 * The `Session` of CUSTOM_CHALLENGE: like those of other challenges, but it also carries what functions said so far and
 * may be made for a name that no user has.
 */

export interface CustomSession {
  readonly id: string
  /** The USERNAME that was sent. */
  readonly name: string
  /** Undefined for a name that no user has. */
  readonly sub?: string
  readonly userModifiedAt?: number
  readonly answered: readonly AnsweredChallenge[]
  readonly privateParameters: CustomChallenge['privateParameters']
  readonly metadata: string | null
  readonly expiresAt: number
}

interface SealedSession extends CustomSession {
  readonly poolId: string
  readonly clientId: string
  /** The `id` of the attempt that threat protection watches. */
  readonly attempt?: string
}

const purpose = 'custom-challenge-session'
/** SessionType of the API model. */
const longestSession = 2048

/** Refuses with InvalidLambdaResponseException what the functions want kept when a session cannot hold it. */
export function createCustomSession(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'> & Fails<'InvalidLambdaResponseException'>,
  { pool, client, attempt }: SigningIn,
  kept: Omit<CustomSession, 'id' | 'expiresAt'>,
): string {
  const minutes = client.settings.AuthSessionValidity ?? 3
  const session: SealedSession = {
    ...kept,
    ...(attempt && { attempt: attempt.id }),
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    expiresAt: context.now.getTime() + minutes * 60_000,
  }
  const text = context.vault.seal(JSON.stringify(session), purpose).toString('base64url')
  return text.length <= longestSession
    ? text
    : refuseResponse(context, `a session of ${text.length} characters: privateChallengeParameters are too long`)
}

/** Opens a session that was made for this client; refuses any other with NotAuthorizedException. */
export function openCustomSession(
  context: Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'vault'>,
  { pool, client }: SigningIn,
  text: string,
): CustomSession {
  const session = unseal(context, text)
  if (!session) return refuseSession(context, 'the session was not made by this server')
  if (session.poolId !== pool.id || session.clientId !== client.id)
    return refuseSession(context, 'the session was made for another app client')
  if (session.expiresAt <= context.now.getTime())
    context.fail('NotAuthorizedException', 'Invalid session for the user, session is expired.')
  return session
}

/** The id of the watched attempt that a session goes on with, whoever sends it. */
export function attemptOfCustomSession(context: Pick<Cognito, 'vault'>, text: string): string | undefined {
  return unseal(context, text)?.attempt
}

function unseal(context: Pick<Cognito, 'vault'>, text: string): SealedSession | undefined {
  const session = openJson(context.vault, Buffer.from(text, 'base64url'), purpose)
  return isSealedSession(session) ? session : undefined
}

/** Sealed by us for this purpose, it can only be of another version. */
function isSealedSession(value: unknown): value is SealedSession {
  return typeof value === 'object' && value !== null && 'answered' in value && 'privateParameters' in value
}
