import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { refuseWhenBusy } from './passwords.ts'
import type { PoolRecord, UserRecord } from '../store.ts'

/** How many passwords, the present one included, a new one must differ from; 0 when any will do. */
function historySize(pool: PoolRecord): number {
  return pool.settings.Policies?.PasswordPolicy?.PasswordHistorySize ?? 0
}

/** Hashes of the present and the former passwords that are still kept, the newest first. */
function usedHashes(pool: PoolRecord, user: UserRecord): readonly string[] {
  const present = user.passwordHash === undefined ? [] : [user.passwordHash]
  return [...present, ...(user.passwordHistory ?? [])].slice(0, historySize(pool))
}

/** What is to be kept of them once the user has another password: that one counts as well. */
export function formerHashes(pool: PoolRecord, user: UserRecord): readonly string[] {
  return usedHashes(pool, user).slice(0, Math.max(0, historySize(pool) - 1))
}

/** Whether the user has, or lately had, this password, as far as the pool's PasswordHistorySize looks back. */
export async function isUsedPassword(
  context: Pick<Cognito, 'passwords'> & Fails<'TooManyRequestsException'>,
  pool: PoolRecord,
  user: UserRecord,
  password: string,
): Promise<boolean> {
  for (const hash of usedHashes(pool, user))
    if (await refuseWhenBusy(context, () => context.passwords.verify(password, hash))) return true
  return false
}

/** Refuses a password that the user had lately with PasswordHistoryPolicyViolationException. */
export async function checkPasswordHistory(
  context: Pick<Cognito, 'passwords'> & Fails<'PasswordHistoryPolicyViolationException' | 'TooManyRequestsException'>,
  pool: PoolRecord,
  user: UserRecord,
  password: string,
): Promise<void> {
  if (await isUsedPassword(context, pool, user, password)) refuseUsedPassword(context)
}

export function refuseUsedPassword(context: Fails<'PasswordHistoryPolicyViolationException'>): never {
  return context.fail('PasswordHistoryPolicyViolationException', 'Password has previously been used')
}
