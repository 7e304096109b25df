import { openJson } from '../../ports/vault.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'
import { countedSubject, findUser } from '../users/users.ts'
import { refuseSession } from './challenge-sessions.ts'
import type { OneTimePassword } from './first-factors.ts'
import type { SigningIn } from './signing-in.ts'

/*
 * The `Session` of choice-based sign-in: like those of other challenges, but it may be made for a name that no user has,
 * and is as long as any other.
 */

/** What a session is good for: to choose a factor, or to answer with the code that was sent or with a passkey. */
export type ChoiceStep = 'choose' | OneTimePassword | 'WEB_AUTHN'

export interface ChoiceSession {
  readonly id: string
  readonly step: ChoiceStep
  /** The user's sub, or what stands for a name that no user has. */
  readonly subject: string
  readonly userModifiedAt: number
  /** Fingerprint of the code that was sent, or seems to have been; empty where there is none. */
  readonly codeHash: string
  readonly deviceKey?: string
  readonly expiresAt: number
}

interface SealedSession extends ChoiceSession {
  readonly poolId: string
  readonly clientId: string
  /** The `id` of the attempt that threat protection watches; empty where it does not. */
  readonly attempt: string
}

/** Who signs in: `user` is undefined for a name that no user has, where users are hidden. */
export interface Chooser {
  /** The USERNAME that was sent. */
  readonly name: string
  readonly user: UserRecord | undefined
  readonly subject: string
}

const purpose = 'choice-session'

export function chooserOf(
  context: Pick<Cognito, 'vault'>,
  { pool }: SigningIn,
  name: string,
  user: UserRecord | undefined,
): Chooser {
  return { name, user, subject: countedSubject(context, pool, name, user) }
}

export function createChoiceSession(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  { pool, client, attempt, device }: SigningIn,
  { user, subject }: Chooser,
  step: ChoiceStep,
  codeHash = '',
): string {
  const minutes = client.settings.AuthSessionValidity ?? 3
  const session: SealedSession = {
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    step,
    subject,
    attempt: attempt?.id ?? '',
    // Without a user any time will do, as long as it is as long.
    userModifiedAt: (user?.modifiedAt ?? context.now).getTime(),
    codeHash,
    ...(device?.key !== undefined && { deviceKey: device.key }),
    expiresAt: context.now.getTime() + minutes * 60_000,
  }
  // A sub and what stands for a name without a user are not equally long, and only users are watched.
  const padding = ' '.repeat(100 - session.subject.length - session.attempt.length)
  return context.vault.seal(JSON.stringify({ ...session, padding }), purpose).toString('base64url')
}

/**
 * Opens a session of this step, made for this client, by the answer of someone who is still as they were then. Refuses with
 * NotAuthorizedException any other, and with InvalidParameterException when there is none.
 */
export async function requireChoiceSession(
  context: Fails<'InvalidParameterException' | 'NotAuthorizedException'> &
    Pick<CallContext, 'now'> &
    Pick<Cognito, 'store' | 'vault'>,
  signingIn: SigningIn,
  step: ChoiceStep,
  text: string | undefined,
  name: string,
): Promise<{ readonly session: ChoiceSession; readonly chooser: Chooser }> {
  if (text === undefined) return context.fail('InvalidParameterException', 'Missing required parameter Session')
  const { pool, client } = signingIn
  const session = unseal(context, text)
  if (!session) return refuseSession(context, 'the session was not made by this server')
  if (session.poolId !== pool.id || session.clientId !== client.id)
    return refuseSession(context, 'the session was made for another app client')
  if (session.step !== step) return refuseSession(context, `the session was made for the step ${session.step}`)
  if (session.expiresAt <= context.now.getTime())
    return context.fail('NotAuthorizedException', 'Invalid session for the user, session is expired.')
  const user = await findUser(context, pool, name)
  const chooser = chooserOf(context, signingIn, name, user)
  if (chooser.subject !== session.subject)
    return refuseSession(context, 'the session was made for another user or name, or one of them is new or gone')
  if (user && user.modifiedAt.getTime() !== session.userModifiedAt)
    return refuseSession(context, 'the user was changed since')
  return { session, chooser }
}

/** Whether a session is of choice-based sign-in, whoever sends it and whatever becomes of it. */
export function isChoiceSession(context: Pick<Cognito, 'vault'>, text: string | undefined): boolean {
  return text !== undefined && unseal(context, text) !== undefined
}

/** The id of the watched attempt that a session goes on with, whoever sends it. */
export function attemptOfChoiceSession(context: Pick<Cognito, 'vault'>, text: string): string | undefined {
  return unseal(context, text)?.attempt || undefined
}

function unseal(context: Pick<Cognito, 'vault'>, text: string): SealedSession | undefined {
  const session = openJson(context.vault, Buffer.from(text, 'base64url'), purpose)
  return isSealedSession(session) ? session : undefined
}

/** Sealed by us for this purpose, it can only be of another version. */
function isSealedSession(value: unknown): value is SealedSession {
  return typeof value === 'object' && value !== null && 'step' in value && 'codeHash' in value
}
