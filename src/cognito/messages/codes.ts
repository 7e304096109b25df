import { digits } from '../../ports/random.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'
import type { CodeRecord } from '../user-store.ts'

/*
 * Six digits, once, for one purpose, user and e-mail address or phone number (developer guide, "Signing up and
 * confirming user accounts", "Recovering user accounts"). Only a fingerprint under the master key is stored.
 */

export type CodePurpose = CodeRecord['purpose']

const hour = 3_600_000
const lifetimeMilliseconds: Readonly<Record<CodePurpose, number>> = {
  'sign-up': 24 * hour,
  'verify-email': 24 * hour,
  'verify-phone_number': 24 * hour,
  'forgot-password': hour,
}

/** A code dies after this many misses, whatever the hourly limits of the operations allow. */
const missesAtMost = 15

type Codes = Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'random' | 'vault'>

/** Makes the user's code for a purpose; an earlier one stops working. `destination` is where it will be sent. */
export async function createCode(
  context: Codes,
  user: UserRecord,
  purpose: CodePurpose,
  destination: string,
): Promise<string> {
  const code = context.random.text(6, digits)
  await keepCode(context, user, purpose, destination, code)
  return code
}

/** Has a code work, once more if it was used: for a step that asks for it again. */
export async function keepCode(
  context: Pick<Codes, 'now' | 'store' | 'vault'>,
  user: UserRecord,
  purpose: CodePurpose,
  destination: string,
  code: string,
): Promise<void> {
  await context.store.putCode({
    poolId: user.poolId,
    sub: user.sub,
    purpose,
    hash: fingerprint(context, user, purpose, destination, code),
    expiresAt: new Date(context.now.getTime() + lifetimeMilliseconds[purpose]),
  })
}

/** Takes the code, or refuses: a wrong one with CodeMismatchException, a dead or missing one with ExpiredCodeException. */
export async function useCode(
  context: Pick<Codes, 'now' | 'store' | 'vault'> & Fails<'CodeMismatchException' | 'ExpiredCodeException'>,
  user: UserRecord,
  purpose: CodePurpose,
  destination: string,
  code: string,
): Promise<void> {
  if (!(await findAndUseCode(context, user, purpose, destination, code))) refuseExpiredCode(context)
}

/** As `useCode`, but false when the code is dead or missing: what to say then is the caller's business. */
export async function findAndUseCode(
  context: Pick<Codes, 'now' | 'store' | 'vault'> & Fails<'CodeMismatchException'>,
  user: UserRecord,
  purpose: CodePurpose,
  destination: string,
  code: string,
): Promise<boolean> {
  const { poolId, sub } = user
  const hash = fingerprint(context, user, purpose, destination, code)
  const limits = { now: context.now, attempts: missesAtMost }
  const outcome = await context.store.useCode({ poolId, sub, purpose, hash }, limits)
  if (outcome === 'mismatch') refuseWrongCode(context)
  return outcome === 'used'
}

function refuseWrongCode(context: Fails<'CodeMismatchException'>): never {
  return context.fail('CodeMismatchException', 'Invalid verification code provided, please try again.')
}

export function refuseExpiredCode(context: Fails<'ExpiredCodeException'>): never {
  return context.fail('ExpiredCodeException', 'Invalid code provided, please request a code again.')
}

function fingerprint(
  context: Pick<Codes, 'vault'>,
  user: UserRecord,
  purpose: CodePurpose,
  destination: string,
  code: string,
): string {
  return context.vault.fingerprint(JSON.stringify([user.poolId, user.sub, purpose, destination, code]), 'code')
}

const simulated = 'simulated-code'

/** Remembers that a code was asked for where none can be sent, so that the next answers are those of a sent one. */
export async function noteSimulatedCode(
  context: Pick<Codes, 'now' | 'store'>,
  poolId: string,
  subject: string,
): Promise<void> {
  await context.store.clearAttempts(poolId, subject, simulated)
  await countSimulated(context, poolId, subject)
}

/** Refuses whatever is given for a code that was never sent as wrong codes are refused: it lives and dies like a real one. */
export async function refuseSimulatedCode(
  context: Pick<Codes, 'now' | 'store'> & Fails<'CodeMismatchException' | 'ExpiredCodeException'>,
  poolId: string,
  subject: string,
): Promise<never> {
  if ((await context.store.findAttempts(poolId, subject, simulated, context.now)) === 0)
    return refuseExpiredCode(context)
  // Asking for the code was the first.
  const misses = (await countSimulated(context, poolId, subject)) - 1
  return misses > missesAtMost ? refuseExpiredCode(context) : refuseWrongCode(context)
}

function countSimulated(context: Pick<Codes, 'now' | 'store'>, poolId: string, subject: string): Promise<number> {
  const windowMilliseconds = lifetimeMilliseconds['forgot-password']
  return context.store.countAttempt({ poolId, subject, action: simulated, now: context.now, windowMilliseconds })
}
