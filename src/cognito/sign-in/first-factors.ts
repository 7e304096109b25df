import type { Cognito } from '../cognito.ts'
import { activeFactors, chooseFactor } from '../mfa/factor-choice.ts'
import { passkeysOf } from '../passkeys/passkeys.ts'
import { allowsPasskeys, arePasskeysMultiFactor, findRelyingParty } from '../passkeys/relying-party.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { comparedName } from '../users/sign-in-names.ts'
import { type CodeMedium, destinationOf } from './sent-codes.ts'

/*
 * What choice-based sign-in offers (developer guide, "Manage authentication methods in AWS SDKs", "Passwordless sign-in
 * with one-time passwords", "Passkeys" and the table in "Things to know about user pool MFA").
 */

export type OneTimePassword = 'EMAIL_OTP' | 'SMS_OTP'
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | OneTimePassword | 'WEB_AUTHN'

const passwords: readonly FirstFactor[] = ['PASSWORD', 'PASSWORD_SRP']
const oneTimePasswords: readonly OneTimePassword[] = ['EMAIL_OTP', 'SMS_OTP']

export const mediumOf: Readonly<Record<OneTimePassword, CodeMedium>> = { EMAIL_OTP: 'EMAIL', SMS_OTP: 'SMS' }

/** The factors by which a user can sign in, `PASSWORD` of the pool's policy being two. */
export async function firstFactors(
  context: Pick<Cognito, 'store'>,
  pool: PoolRecord,
  user: UserRecord,
): Promise<readonly FirstFactor[]> {
  const others = passwordsAndCodes(pool, user)
  return (await hasUsablePasskey(context, pool, user)) ? [...others, 'WEB_AUTHN'] : others
}

/** Of these factors those that are no passkeys. */
export function passwordsAndCodes(pool: PoolRecord, user: UserRecord): readonly FirstFactor[] {
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

async function hasUsablePasskey(context: Pick<Cognito, 'store'>, pool: PoolRecord, user: UserRecord): Promise<boolean> {
  if (!allowsPasskeys(pool) || user.status !== 'CONFIRMED') return false
  const { ask, required } = chooseFactor(pool, user)
  if ((required || ask.length > 0) && !isPasskeyEnough(pool, user)) return false
  const relyingPartyId = await findRelyingParty(context, pool)
  const passkeys = await passkeysOf(context, user)
  return passkeys.some((passkey) => passkey.relyingPartyId === relyingPartyId)
}

/** Whether a verified user of a passkey needs no second factor: the pool has to allow it and the user to switch it on. */
export function isPasskeyEnough(pool: PoolRecord, { mfa }: UserRecord): boolean {
  return arePasskeysMultiFactor(pool) && mfa?.passkey === true
}

/** Whether somebody in the pool could be offered a passkey. */
export async function offersPasskeys(context: Pick<Cognito, 'store'>, pool: PoolRecord): Promise<boolean> {
  const isNeverEnough = pool.settings.MfaConfiguration === 'ON' && !arePasskeysMultiFactor(pool)
  return allowsPasskeys(pool) && !isNeverEnough && (await findRelyingParty(context, pool)) !== undefined
}

/**
 * What is offered to a name that nobody can sign in by, where users are hidden: what some user of the pool could be
 * offered, and always the same (developer guide, "Managing user existence error responses").
 */
export function simulatedFactors(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  name: string,
  withPasskeys: boolean,
): readonly FirstFactor[] {
  const withPassword = allowsPasswords(pool) ? passwords : []
  const withCode = allowedOneTimePasswords(pool)
  const others = [[...withPassword, ...withCode], withPassword, withCode].filter((factors) => factors.length > 0)
  const likely = withPasskeys
    ? [...others, ...others.map((factors): FirstFactor[] => [...factors, 'WEB_AUTHN'])]
    : others
  const fingerprint = context.vault.fingerprint(`${pool.id}/${comparedName(pool, name)}`, 'simulated-first-factors')
  return likely[Number.parseInt(fingerprint.slice(0, 8), 16) % likely.length] ?? passwords
}
