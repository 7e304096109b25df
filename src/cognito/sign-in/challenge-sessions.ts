import { openJson } from '../../ports/vault.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'
import { findUser } from '../users/users.ts'
import type { SigningIn } from './signing-in.ts'

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
  /** The key of the device that was claimed by then. */
  readonly deviceKey?: string
  readonly expiresAt: number
  /** The code that was sent with the challenge. */
  readonly sentCode?: {
    /** Its fingerprint. */
    readonly hash: string
    readonly destination: string
  }
}

interface SealedSession extends ChallengeSession {
  readonly poolId: string
  readonly clientId: string
  readonly challenge: string
  /** The `id` of the attempt that threat protection watches. */
  readonly attempt?: string
}

const purpose = 'challenge-session'

/** A fresh session for a user who has to answer `challenge`. */
export function createSession(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  { pool, client, attempt, device }: AppClient & Pick<SigningIn, 'device'>,
  user: UserRecord,
  challenge: string,
  sentCode?: ChallengeSession['sentCode'],
): string {
  const minutes = client.settings.AuthSessionValidity ?? 3
  const session: SealedSession = {
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    sub: user.sub,
    challenge,
    ...(attempt && { attempt: attempt.id }),
    userModifiedAt: user.modifiedAt.getTime(),
    ...(device?.key !== undefined && { deviceKey: device.key }),
    expiresAt: context.now.getTime() + minutes * 60_000,
    ...(sentCode && { sentCode }),
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

export interface SessionOfUser {
  readonly session: ChallengeSession
  readonly user: UserRecord
}

type Requires = Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'vault'>

/** Opens a session of a user who is as confirmed and as able to sign in as when it was made; refuses any other. */
export async function requireSession(
  context: Requires,
  appClient: AppClient,
  challenge: string,
  text: string,
): Promise<SessionOfUser> {
  const session = openSession(context, appClient, challenge, text)
  const user = await context.store.findUser(appClient.pool.id, session.sub)
  if (!user?.enabled || user.status !== 'CONFIRMED' || user.modifiedAt.getTime() !== session.userModifiedAt)
    return refuseSession(context, 'the user was changed since')
  return { session, user }
}

/** The same for the answer to a challenge, in which the user has to be named as well. */
export async function requireSessionUser(
  context: Requires & Fails<'InvalidParameterException'>,
  appClient: AppClient,
  challenge: string,
  text: string | undefined,
  name: string,
): Promise<SessionOfUser> {
  if (text === undefined) return context.fail('InvalidParameterException', 'Missing required parameter Session')
  const found = await requireSession(context, appClient, challenge, text)
  const named = await findUser(context, appClient.pool, name)
  return named?.sub === found.user.sub ? found : refuseSession(context, 'the session was made for another user')
}

/** Who goes on with a session: if they claim no device now, they do so on the one that they claimed before. */
export function resumeOn<Client extends AppClient & Pick<SigningIn, 'device'>>(
  client: Client,
  { deviceKey }: Pick<ChallengeSession, 'deviceKey'>,
): Client {
  return deviceKey === undefined || client.device?.key !== undefined
    ? client
    : { ...client, device: { key: deviceKey } }
}

/** The id of the client that a session was made for. */
export function clientOfSession(
  context: Fails<'NotAuthorizedException'> & Pick<Cognito, 'vault'>,
  text: string,
): string {
  return unseal(context, text)?.clientId ?? refuseSession(context, 'the session was not made by this server')
}

/** The id of the watched attempt that a session goes on with, whoever sends it. */
export function attemptOfSession(context: Pick<Cognito, 'vault'>, text: string): string | undefined {
  return unseal(context, text)?.attempt
}

/** Uses the session up; refuses when it was used before. */
export async function useSession(
  context: Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'store'>,
  { pool }: AppClient,
  session: Pick<ChallengeSession, 'id' | 'expiresAt'>,
): Promise<void> {
  const first = await context.store.useSession(pool.id, session.id, new Date(session.expiresAt), context.now)
  if (!first) context.fail('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')
}

export function refuseSession(context: Fails<'NotAuthorizedException'>, detail: string): never {
  return context.fail('NotAuthorizedException', 'Invalid session for the user.', { detail })
}

function unseal(context: Pick<Cognito, 'vault'>, text: string): SealedSession | undefined {
  const session = openJson(context.vault, Buffer.from(text, 'base64url'), purpose)
  return isSealedSession(session) ? session : undefined
}

/** Sealed by us for this purpose, it can only be of another version. */
function isSealedSession(value: unknown): value is SealedSession {
  return typeof value === 'object' && value !== null && 'challenge' in value && 'userModifiedAt' in value
}
