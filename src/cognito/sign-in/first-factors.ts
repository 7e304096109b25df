import type { Cognito } from '../cognito.ts'
import { activeFactors } from '../mfa/factor-choice.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { comparedName } from '../users/sign-in-names.ts'
import { type CodeMedium, destinationOf } from './sent-codes.ts'

/*
 * What choice-based sign-in offers (developer guide, "Manage authentication methods in AWS SDKs", "Passwordless sign-in
 * with one-time passwords" and the table in "Things to know about user pool MFA"). Passkeys (WEB_AUTHN) would join here.
 */

export type OneTimePassword = 'EMAIL_OTP' | 'SMS_OTP'
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | OneTimePassword

const passwords: readonly FirstFactor[] = ['PASSWORD', 'PASSWORD_SRP']
const oneTimePasswords: readonly OneTimePassword[] = ['EMAIL_OTP', 'SMS_OTP']

export const mediumOf: Readonly<Record<OneTimePassword, CodeMedium>> = { EMAIL_OTP: 'EMAIL', SMS_OTP: 'SMS' }

/** The factors by which a user can sign in, `PASSWORD` of the pool's policy being two. */
export function firstFactors(pool: PoolRecord, user: UserRecord): readonly FirstFactor[] {
  const hasPassword = allowsPasswords(pool) && user.passwordHash !== undefined
  return [
    ...(hasPassword ? passwords : []),
    ...(canReceive(pool, user) ? allowedOneTimePasswords(pool) : []).filter(
      (factor) => destinationOf(user, mediumOf[factor]) !== undefined,
    ),
  ]
}

function allowsPasswords({ settings }: PoolRecord): boolean {
  return settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors?.includes('PASSWORD') ?? true
}

/** One-time passwords that the pool allows: none beside required MFA. */
export function allowedOneTimePasswords({ settings }: PoolRecord): readonly OneTimePassword[] {
  const allowed = settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []
  return settings.MfaConfiguration === 'ON' ? [] : oneTimePasswords.filter((factor) => allowed.includes(factor))
}

/** Not who has a second factor, nor who has a password that must be changed or reset first. */
function canReceive(pool: PoolRecord, user: UserRecord): boolean {
  if (activeFactors(pool, user).length > 0) return false
  if (user.status === 'RESET_REQUIRED') return user.passwordHash === undefined
  return user.status === 'CONFIRMED' || user.status === 'UNCONFIRMED'
}

/**
 * What is offered to a name that nobody can sign in by, where users are hidden: what some user of the pool could be
 * offered, and always the same (developer guide, "Managing user existence error responses").
 */
export function simulatedFactors(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  name: string,
): readonly FirstFactor[] {
  const withPassword = allowsPasswords(pool) ? passwords : []
  const withCode = allowedOneTimePasswords(pool)
  const likely = [[...withPassword, ...withCode], withPassword, withCode].filter((factors) => factors.length > 0)
  const fingerprint = context.vault.fingerprint(`${pool.id}/${comparedName(pool, name)}`, 'simulated-first-factors')
  return likely[Number.parseInt(fingerprint.slice(0, 8), 16) % likely.length] ?? passwords
}
