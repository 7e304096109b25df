import type { Fails } from '../../wire/operation.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Input } from '../service.ts'
import type { PoolRecord, PoolSettings } from '../store.ts'

/** A pool's multi-factor authentication, as GetUserPoolMfaConfig shows it. */
export type PoolMfa = Required<Pick<PoolSettings, 'MfaConfiguration'>> &
  Pick<PoolSettings, 'SoftwareTokenMfaConfiguration'>

type Refuses = Fails<'InvalidParameterException'>

/**
 * Reads what SetUserPoolMfaConfig is given, which replaces all that was before: without MfaConfiguration it is off, and
 * no factor can come with that.
 */
export function readPoolMfa(context: Refuses, input: Omit<Input<'SetUserPoolMfaConfig'>, 'UserPoolId'>): PoolMfa {
  const { MfaConfiguration: mode = 'OFF', SoftwareTokenMfaConfiguration: softwareToken } = input
  const isAnyGiven = [softwareToken, input.SmsMfaConfiguration, input.EmailMfaConfiguration].some(
    (factor) => factor !== undefined,
  )
  if (mode === 'OFF' && isAnyGiven)
    context.fail(
      'InvalidParameterException',
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    )
  if (input.SmsMfaConfiguration) refuseUnimplemented(context, 'SmsMfaConfiguration')
  if (input.EmailMfaConfiguration) refuseUnimplemented(context, 'EmailMfaConfiguration')
  if (input.WebAuthnConfiguration) refuseUnimplemented(context, 'WebAuthnConfiguration')
  if (mode === 'OFF') return { MfaConfiguration: 'OFF' }
  if (!softwareToken)
    return context.fail(
      'InvalidParameterException',
      'At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.',
    )
  if (!softwareToken.Enabled)
    context.fail(
      'InvalidParameterException',
      'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.',
    )
  return { MfaConfiguration: mode, SoftwareTokenMfaConfiguration: { Enabled: true } }
}

/**
 * Reads the MfaConfiguration of CreateUserPool and UpdateUserPool, which cannot name a factor but SMS: only in a pool to
 * which SetUserPoolMfaConfig gave one can it be on. Left out it is off, as every default is.
 */
export function readMfaConfiguration(
  context: Refuses,
  mode: PoolSettings['MfaConfiguration'] = 'OFF',
  kept: Pick<PoolSettings, 'SoftwareTokenMfaConfiguration'>,
): PoolMfa {
  if (mode === 'OFF') return { MfaConfiguration: 'OFF' }
  const { SoftwareTokenMfaConfiguration } = kept
  if (!SoftwareTokenMfaConfiguration)
    return context.fail(
      'InvalidParameterException',
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    )
  return { MfaConfiguration: mode, SoftwareTokenMfaConfiguration }
}

/** The settings with another MFA, of which nothing else is left. */
export function withPoolMfa(settings: PoolSettings, mfa: PoolMfa): PoolSettings {
  const { SoftwareTokenMfaConfiguration: _, ...rest } = settings
  return { ...rest, ...mfa }
}

export function poolMfa({ settings }: PoolRecord): PoolMfa {
  const { MfaConfiguration = 'OFF', SoftwareTokenMfaConfiguration } = settings
  return { MfaConfiguration, ...(SoftwareTokenMfaConfiguration && { SoftwareTokenMfaConfiguration }) }
}

/** Refuses to set up a software token in a pool that does not have them with SoftwareTokenMFANotFoundException. */
export function checkSoftwareTokens(context: Fails<'SoftwareTokenMFANotFoundException'>, pool: PoolRecord): void {
  if (!pool.settings.SoftwareTokenMfaConfiguration?.Enabled)
    context.fail('SoftwareTokenMFANotFoundException', 'Software Token MFA has not been enabled by the userPool')
}
