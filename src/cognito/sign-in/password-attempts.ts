import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { refuseWhenBusy } from '../users/passwords.ts'
import type { PasswordFailures } from '../user-store.ts'

/*
 * Lockout (developer guide, "Lockout behavior for failed sign-in attempts"): from the 5th failure on, n failures lock
 * for 2^(n-5) seconds, at most about 15 minutes. Tries during a lockout do not count. The count starts over after a
 * sign-in (the store forgets it then), or after 15 minutes without any try: not after the right password alone, or
 * whoever knows it could guess at the second factor for ever.
 */

const freeFailures = 5
const longestLockMilliseconds = 15 * 60_000
const forgetAfterMilliseconds = 15 * 60_000

/** How long after its last failure a count of failures locks, in milliseconds. */
export function lockMilliseconds(failures: number): number {
  return failures < freeFailures ? 0 : Math.min(2 ** (failures - freeFailures) * 1000, longestLockMilliseconds)
}

type Checks = Fails<'NotAuthorizedException' | 'TooManyRequestsException'> &
  Pick<CallContext, 'now'> &
  Pick<Cognito, 'store' | 'passwords' | 'log'>

/**
 * Lets a subject try a secret: whether `isRight` says so, counting a failure when it does not. `subject` is the user's
 * sub, or stands for a name that no user has: both are treated alike, so that neither tells whether the user exists.
 * Refuses with NotAuthorizedException while locked.
 */
export async function trySecret(
  context: Checks,
  poolId: string,
  subject: string,
  isRight: () => Promise<boolean>,
): Promise<boolean> {
  return refuseWhenBusy(context, () =>
    context.passwords.inTurn(`${poolId}/${subject}`, async () => {
      await refuseWhileLocked(context, poolId, subject)
      const right = await isRight()
      // Another node may have let the subject try meanwhile. A try counts for what it is worth when its outcome is known,
      // as if tries had come one after the other: what is found out during a lockout is kept from whoever tried.
      if (right) await refuseWhileLocked(context, poolId, subject)
      else await countFailure(context, poolId, subject)
      return right
    }),
  )
}

async function refuseWhileLocked(context: Checks, poolId: string, subject: string): Promise<void> {
  const failures = await context.store.findPasswordFailures(poolId, subject)
  if (failures && isLocked(failures, context.now)) await refuseLocked(context, poolId, subject)
}

async function countFailure(context: Checks, poolId: string, subject: string): Promise<void> {
  const { store, now } = context
  const resetBefore = new Date(now.getTime() - forgetAfterMilliseconds)
  const isLockedNow = (failures: PasswordFailures) => isLocked(failures, now)
  const counted = await store.addPasswordFailure(poolId, subject, now, { resetBefore, isLocked: isLockedNow })
  if (!counted) await refuseLocked(context, poolId, subject)
}

async function refuseLocked(context: Checks, poolId: string, subject: string): Promise<never> {
  await context.store.touchPasswordFailures(poolId, subject, context.now)
  return context.fail('NotAuthorizedException', 'Password attempts exceeded', {
    detail: 'locked after too many wrong passwords or codes',
  })
}

/** Tries a password; without a hash it is wrong, at the same cost. */
export function checkPassword(
  context: Checks,
  poolId: string,
  subject: string,
  password: string,
  hash: string | undefined,
): Promise<boolean> {
  return trySecret(context, poolId, subject, () => context.passwords.verify(password, hash))
}

function isLocked({ failures, failedAt }: PasswordFailures, now: Date): boolean {
  const lock = lockMilliseconds(failures)
  const elapsed = now.getTime() - failedAt.getTime()
  // A failure may lie ahead by what the clocks of two nodes differ. One further ahead was dated by a clock that has been
  // put right since, and would lock until the wrong time has come.
  return lock > 0 && elapsed < lock && elapsed > -longestLockMilliseconds
}
