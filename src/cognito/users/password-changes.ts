import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { brokenPasswordRule, defaultPasswordPolicy } from '../pools/password-policy.ts'
import { refuseWhenBusy } from './passwords.ts'
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

/** Hashes a password. Refuses with TooManyRequestsException when too many wait. */
export function hashPassword(
  context: Pick<Cognito, 'passwords'> & Fails<'TooManyRequestsException'>,
  password: string,
): Promise<string> {
  return refuseWhenBusy(context, () => context.passwords.hash(password))
}

/** The user with a password of their own, which ends FORCE_CHANGE_PASSWORD and RESET_REQUIRED. */
export function withOwnPassword(user: UserRecord, passwordHash: string): UserRecord {
  const { temporaryPasswordAt: _, ...rest } = user
  return { ...rest, status: 'CONFIRMED', passwordHash }
}

/** The user with a password that must change at the next sign-in, from `now` on for the pool's validity. */
export function withTemporaryPassword(user: UserRecord, passwordHash: string, now: Date): UserRecord {
  return { ...user, status: 'FORCE_CHANGE_PASSWORD', passwordHash, temporaryPasswordAt: now }
}
