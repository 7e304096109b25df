import type { MfaFactor, PoolRecord, UserRecord } from '../store.ts'
import { poolFactors } from './pool-mfa.ts'

/*
 * Which second factor comes after the first (developer guide, "Details of MFA logic at user runtime").
 */

/** The factors to ask for, of which the user chooses when there are several, or those to set up first; both empty: none. */
export interface FactorChoice {
  readonly ask: readonly MfaFactor[]
  readonly setUp: readonly MfaFactor[]
  /** Whether there are no tokens without a factor. */
  readonly required: boolean
}

export function chooseFactor(pool: PoolRecord, user: UserRecord): FactorChoice {
  const required = pool.settings.MfaConfiguration === 'ON'
  const offered = poolFactors(pool)
  const active = activeFactors(pool, user)
  const preferred = active.filter((factor) => factor === user.mfa?.preferred)
  if (preferred.length > 0) return { ask: preferred, setUp: [], required }
  if (active.length > 0 || !required) return { ask: active, setUp: [], required }

  const { email, phone_number: phoneNumber } = user.attributes
  const allowed = offered.filter((factor) => factor !== recoveryFactor(pool))
  const eligible = allowed.filter((factor) => isReady(user, factor))
  if (eligible.length > 0) return { ask: eligible, setUp: [], required }
  const isAddressless = email === undefined && phoneNumber === undefined
  return { ask: [], setUp: allowed.filter((factor) => isAddressless || factor === 'SOFTWARE_TOKEN_MFA'), required }
}

/** The factors that a user has switched on and can use in this pool. */
export function activeFactors(pool: PoolRecord, user: UserRecord): readonly MfaFactor[] {
  const enabled = user.mfa?.enabled ?? []
  return poolFactors(pool).filter((factor) => enabled.includes(factor) && isReady(user, factor))
}

function isReady({ attributes, mfa }: UserRecord, factor: MfaFactor): boolean {
  if (factor === 'SOFTWARE_TOKEN_MFA') return mfa?.softwareToken?.verified === true
  return attributes[factor === 'EMAIL_OTP' ? 'email' : 'phone_number'] !== undefined
}

/** The factor that would go where forgotten passwords are reset first; it is only used by those who chose it. */
function recoveryFactor({ settings }: PoolRecord): MfaFactor | undefined {
  const mechanisms = settings.AccountRecoverySetting?.RecoveryMechanisms ?? []
  const [first] = mechanisms.toSorted((one, other) => one.Priority - other.Priority)
  if (first?.Name === 'verified_email') return 'EMAIL_OTP'
  return first?.Name === 'verified_phone_number' ? 'SMS_MFA' : undefined
}
