import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { brokenPasswordRule, defaultPasswordPolicy } from '../pools/password-policy.ts'
import { formerHashes } from './password-history.ts'
import { refuseWhenBusy } from './passwords.ts'
import { sealVerifier, usesSrp } from '../srp/verifiers.ts'
import type { PoolRecord, UserRecord } from '../store.ts'

/** Refuses a password that the pool's policy does not allow with InvalidPasswordException. */
export function checkPasswordPolicy(
  context: Fails<'InvalidPasswordException'>,
  pool: PoolRecord,
  password: string,
): void {
  const broken = brokenPasswordRule(pool.settings.Policies?.PasswordPolicy ?? defaultPasswordPolicy, password)
  if (broken !== undefined) context.fail('InvalidPasswordException', broken)
}

/**
 * Refuses, as the model's PasswordType would, a new password that came as a plain string: at most 256 characters and no
 * white space.
 */
export function checkPasswordShape(context: Fails<'InvalidParameterException'>, password: string): void {
  const broken =
    password.length > 256
      ? 'Member must have length less than or equal to 256'
      : /\s/.test(password) && String.raw`Member must satisfy regular expression pattern: [\S]+`
  if (broken)
    context.fail(
      'InvalidParameterException',
      `1 validation error detected: Value at 'password' failed to satisfy constraint: ${broken}`,
    )
}

/** What is kept of a password: its hash and, where clients sign in by SRP, its verifier. */
export type KeptPassword = Required<Pick<UserRecord, 'passwordHash'>> & Pick<UserRecord, 'sealedSrpVerifier'>

/** Makes of a user's new password what is kept of it. Refuses with TooManyRequestsException when too many wait. */
export async function keepPassword(
  context: Pick<Cognito, 'passwords' | 'store' | 'vault' | 'random'> & Fails<'TooManyRequestsException'>,
  pool: PoolRecord,
  user: Pick<UserRecord, 'sub' | 'username'>,
  password: string,
): Promise<KeptPassword> {
  const passwordHash = await refuseWhenBusy(context, () => context.passwords.hash(password))
  if (!(await usesSrp(context, pool))) return { passwordHash }
  return { passwordHash, sealedSrpVerifier: sealVerifier(context, pool, user, password, passwordHash) }
}

/** The user with a password of their own, which ends FORCE_CHANGE_PASSWORD and RESET_REQUIRED. */
export function withOwnPassword(pool: PoolRecord, user: UserRecord, password: KeptPassword): UserRecord {
  const { temporaryPasswordAt: _, ...rest } = withoutPassword(pool, user)
  return { ...rest, status: 'CONFIRMED', ...password }
}

/** The user with a password that must change at the next sign-in, from `now` on for the pool's validity. */
export function withTemporaryPassword(
  pool: PoolRecord,
  user: UserRecord,
  password: KeptPassword,
  now: Date,
): UserRecord {
  return {
    ...withoutPassword(pool, user),
    status: 'FORCE_CHANGE_PASSWORD',
    ...password,
    temporaryPasswordAt: now,
  }
}

/** The user whose password has become the newest of the former ones. */
function withoutPassword(pool: PoolRecord, user: UserRecord): UserRecord {
  const { passwordHash: _, sealedSrpVerifier: __, passwordHistory: ___, ...rest } = user
  const passwordHistory = formerHashes(pool, user)
  return passwordHistory.length > 0 ? { ...rest, passwordHistory } : rest
}
