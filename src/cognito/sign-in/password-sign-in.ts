import type { CallContext, Fails } from '../../wire/operation.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import { findTrigger } from '../triggers/lambda-config.ts'
import { announceAttempt } from '../triggers/sign-in-triggers.ts'
import { continueSignIn, refuseResetRequired } from './continue-sign-in.ts'
import type { SignInStep } from './finish-sign-in.ts'
import { checkPassword } from './password-attempts.ts'
import { migrateByPassword } from './migrate-by-password.ts'
import type { Cognito } from '../cognito.ts'
import { sealVerifier, usesSrp } from '../srp/verifiers.ts'
import type { ClientRecord, PoolRecord, UserRecord } from '../store.ts'
import { countedSubject, findUser, hidesUsers, refuseUnknownUser } from '../users/users.ts'

type SignsIn = Pick<CallContext, 'now'> &
  Cognito &
  Fails<
    | 'InvalidParameterException'
    | 'NotAuthorizedException'
    | 'UserNotFoundException'
    | 'UserNotConfirmedException'
    | 'PasswordResetRequiredException'
    | 'TooManyRequestsException'
    | StepFailure
  >

/** Signs in by name and password. */
export async function signInWithPassword(
  context: SignsIn,
  appClient: SigningIn,
  name: string,
  password: string,
): Promise<SignInStep> {
  const { pool, client } = appClient
  if (findTrigger(pool, 'UserMigration') !== undefined && !(await findUser(context, pool, name))) {
    const migrated = await migrateByPassword(context, appClient, name, password)
    if (!migrated) return hidesUsers(client) ? refusePassword(context, 'no such user') : refuseUnknownUser(context)
    if (migrated !== 'there already') return continueSignIn(context, appClient, migrated)
  }
  const user = await findSigningIn(context, pool, client, name)
  await announceAttempt(context, appClient, name, user)
  return continueSignIn(context, appClient, await provePassword(context, pool, name, user, password))
}

/** The user whose password it is. Refuses a wrong one with NotAuthorizedException, and any while locked. */
export async function provePassword(
  context: Pick<CallContext, 'now'> &
    Pick<Cognito, 'store' | 'passwords' | 'vault' | 'random' | 'log'> &
    Fails<'NotAuthorizedException' | 'TooManyRequestsException'>,
  pool: PoolRecord,
  name: string,
  user: UserRecord | undefined,
  password: string,
): Promise<UserRecord> {
  const subject = countedSubject(context, pool, name, user)
  const right = await checkPassword(context, pool.id, subject, password, user?.passwordHash)
  if (!user || !right) return refusePassword(context, user ? 'wrong password' : 'no such user')
  await keepVerifier(context, pool, user, password)
  return user
}

/**
 * The user who signs in by this name, or undefined where the caller has to go on as if there were one: towards a client
 * with PreventUserExistenceErrors an unknown name is answered as a wrong password is, after the same work. Any other
 * client is told so at once.
 */
export async function findSigningIn(
  context: Pick<Cognito, 'store'> & Fails<'UserNotFoundException' | 'PasswordResetRequiredException'>,
  pool: PoolRecord,
  client: ClientRecord,
  name: string,
): Promise<UserRecord | undefined> {
  const user = await findUser(context, pool, name)
  if (!user && !hidesUsers(client)) return refuseUnknownUser(context)
  // An imported user has no password yet (developer guide, "Managing user existence error responses").
  if (user?.status === 'RESET_REQUIRED' && user.passwordHash === undefined && !hidesUsers(client))
    return refuseResetRequired(context)
  return user
}

export function refusePassword(context: Fails<'NotAuthorizedException'>, detail: string): never {
  return context.fail('NotAuthorizedException', 'Incorrect username or password.', { detail })
}

/** Gives a user the verifier that was not made with the password, as no client of the pool signed in by SRP then. */
async function keepVerifier(
  context: Pick<Cognito, 'store' | 'vault' | 'random'>,
  pool: PoolRecord,
  user: UserRecord,
  password: string,
): Promise<void> {
  const { passwordHash } = user
  if (user.sealedSrpVerifier || passwordHash === undefined || !(await usesSrp(context, pool))) return
  const sealedSrpVerifier = sealVerifier(context, pool, user, password, passwordHash)
  await context.store.updateUser(pool.id, user.sub, (current) =>
    current.passwordHash === passwordHash ? { user: { ...current, sealedSrpVerifier } } : undefined,
  )
}
