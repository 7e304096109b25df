import type { Defined, Fails } from '../../wire/operation.ts'
import { checkRelyingPartyId } from '../passkeys/relying-party.ts'
import { refuseAboveTier } from '../pools/pool-features.ts'
import type { Input, Output } from '../service.ts'
import type { MfaFactor, PoolRecord, PoolSettings } from '../store.ts'

/** What of a pool's settings is about multi-factor authentication. */
type MfaSettings = Pick<
  PoolSettings,
  | 'MfaConfiguration'
  | 'SoftwareTokenMfaConfiguration'
  | 'EmailMfaConfiguration'
  | 'WebAuthnConfiguration'
  | 'SmsConfiguration'
  | 'SmsAuthenticationMessage'
>

type Refuses = Fails<'InvalidParameterException' | 'FeatureUnavailableInTierException'>

/**
 * The settings with what SetUserPoolMfaConfig is given, which replaces all that was before: without MfaConfiguration it
 * is off, and no factor can come with that.
 */
export function withPoolMfa(
  context: Refuses,
  settings: PoolSettings,
  input: Omit<Input<'SetUserPoolMfaConfig'>, 'UserPoolId'>,
): PoolSettings {
  const { MfaConfiguration: mode = 'OFF', SoftwareTokenMfaConfiguration: softwareToken } = input
  const { SmsMfaConfiguration: sms, EmailMfaConfiguration: email } = input
  const isAnyGiven = [softwareToken, sms, email].some((factor) => factor !== undefined)
  if (mode === 'OFF' && isAnyGiven)
    context.fail(
      'InvalidParameterException',
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    )
  const {
    SoftwareTokenMfaConfiguration: _,
    EmailMfaConfiguration: __,
    WebAuthnConfiguration: ___,
    ...others
  } = settings
  const rest: PoolSettings = { ...others, ...readPasskeys(context, input.WebAuthnConfiguration) }
  checkPasskeys(context, rest)
  if (mode === 'OFF') return { ...rest, MfaConfiguration: 'OFF' }
  if (!isAnyGiven)
    context.fail(
      'InvalidParameterException',
      'At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.',
    )
  const made: PoolSettings = {
    ...rest,
    MfaConfiguration: mode,
    ...(softwareToken?.Enabled && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(email && { EmailMfaConfiguration: email }),
    ...readSmsMfa(context, settings, sms),
  }
  if (factorsOf(made).length === 0)
    context.fail(
      'InvalidParameterException',
      'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.',
    )
  checkPoolMfa(context, made)
  return made
}

/** Refuses passkeys in a tier that does not have them. */
function checkPasskeys(context: Refuses, { UserPoolTier: tier, WebAuthnConfiguration }: PoolSettings): void {
  if (WebAuthnConfiguration && tier === 'LITE') refuseAboveTier(context, tier, 'Passkeys')
}

/** Passkeys are no matter of MFA alone: they can be configured without. */
function readPasskeys(
  context: Refuses,
  given: PoolSettings['WebAuthnConfiguration'],
): Pick<PoolSettings, 'WebAuthnConfiguration'> {
  if (!given) return {}
  if (given.RelyingPartyId !== undefined) checkRelyingPartyId(context, given.RelyingPartyId)
  return { WebAuthnConfiguration: given }
}

/** A pool that can send text messages has them as a factor, and no factor without (aws-amplify/amplify-backend 1523). */
function readSmsMfa(
  context: Refuses,
  { SmsConfiguration: before }: PoolSettings,
  sms: Defined<Input<'SetUserPoolMfaConfig'>>['SmsMfaConfiguration'],
): Pick<PoolSettings, 'SmsConfiguration' | 'SmsAuthenticationMessage'> {
  if (!sms && before)
    context.fail('InvalidParameterException', "Can't turn off SMS_MFA when SMS configuration is set for the user pool")
  if (!sms) return {}
  const { SmsAuthenticationMessage: message, SmsConfiguration: configuration = before } = sms
  if (!configuration) return refuseWithoutSms(context)
  return { SmsConfiguration: configuration, ...(message !== undefined && { SmsAuthenticationMessage: message }) }
}

function refuseWithoutSms(context: Refuses): never {
  return context.fail(
    'InvalidParameterException',
    'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
  )
}

/**
 * Reads the MfaConfiguration of CreateUserPool and UpdateUserPool, which cannot name a factor but SMS: without that, MFA
 * can be on only in a pool to which SetUserPoolMfaConfig gave a factor. Left out it is off, as every default is.
 */
export function readMfaConfiguration(
  context: Refuses,
  mode: PoolSettings['MfaConfiguration'] = 'OFF',
  sms: PoolSettings['SmsConfiguration'],
  kept: MfaSettings,
): Pick<MfaSettings, 'MfaConfiguration' | 'SoftwareTokenMfaConfiguration' | 'EmailMfaConfiguration'> {
  if (mode === 'OFF') return { MfaConfiguration: 'OFF' }
  const { SoftwareTokenMfaConfiguration, EmailMfaConfiguration } = kept
  if (!SoftwareTokenMfaConfiguration && !EmailMfaConfiguration && !sms) refuseWithoutSms(context)
  return {
    MfaConfiguration: mode,
    ...(SoftwareTokenMfaConfiguration && { SoftwareTokenMfaConfiguration }),
    ...(EmailMfaConfiguration && { EmailMfaConfiguration }),
  }
}

/**
 * Refuses MFA that does not go with the rest of a pool's settings (developer guide, "Things to know about user pool MFA"
 * and "Considerations for SMS and email message MFA").
 */
export function checkPoolMfa(context: Refuses, settings: PoolSettings): void {
  checkPasskeys(context, settings)
  const firstFactors = settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []
  const passwordless = firstFactors.find((factor) => factor === 'EMAIL_OTP' || factor === 'SMS_OTP')
  if (settings.MfaConfiguration === 'ON' && passwordless !== undefined)
    context.fail(
      'InvalidParameterException',
      `MFA cannot be required in a user pool that allows ${passwordless} as a first factor.`,
    )
  if (!settings.EmailMfaConfiguration) return
  if (settings.UserPoolTier === 'LITE') refuseAboveTier(context, 'LITE', 'Email MFA')
  if (settings.EmailConfiguration?.EmailSendingAccount !== 'DEVELOPER')
    context.fail('InvalidParameterException', 'Email MFA needs an EmailConfiguration with the account DEVELOPER.')
  const recovery = settings.AccountRecoverySetting?.RecoveryMechanisms ?? []
  if (recovery.length > 0 && recovery.every(({ Name }) => Name === 'verified_email'))
    context.fail('InvalidParameterException', 'Email MFA cannot be combined with account recovery by email only.')
}

function factorsOf(settings: MfaSettings): readonly MfaFactor[] {
  const { MfaConfiguration: mode = 'OFF', SoftwareTokenMfaConfiguration: softwareToken } = settings
  if (mode === 'OFF') return []
  return [
    ...(softwareToken?.Enabled ? (['SOFTWARE_TOKEN_MFA'] as const) : []),
    ...(settings.SmsConfiguration ? (['SMS_MFA'] as const) : []),
    ...(settings.EmailMfaConfiguration ? (['EMAIL_OTP'] as const) : []),
  ]
}

/** The factors that users of a pool can have; none while MFA is off. */
export function poolFactors({ settings }: Pick<PoolRecord, 'settings'>): readonly MfaFactor[] {
  return factorsOf(settings)
}

/** A pool's multi-factor authentication, as GetUserPoolMfaConfig shows it. */
export function describePoolMfa(settings: MfaSettings): Output<'GetUserPoolMfaConfig'> {
  const { MfaConfiguration = 'OFF', SoftwareTokenMfaConfiguration, EmailMfaConfiguration } = settings
  const { SmsConfiguration, SmsAuthenticationMessage, WebAuthnConfiguration } = settings
  return {
    MfaConfiguration,
    ...(SoftwareTokenMfaConfiguration && { SoftwareTokenMfaConfiguration }),
    ...(EmailMfaConfiguration && { EmailMfaConfiguration }),
    ...(WebAuthnConfiguration && { WebAuthnConfiguration }),
    ...(factorsOf(settings).includes('SMS_MFA') &&
      SmsConfiguration && {
        SmsMfaConfiguration: {
          SmsConfiguration,
          ...(SmsAuthenticationMessage !== undefined && { SmsAuthenticationMessage }),
        },
      }),
  }
}

/** Refuses to set up a software token in a pool that does not have them with SoftwareTokenMFANotFoundException. */
export function checkSoftwareTokens(context: Fails<'SoftwareTokenMFANotFoundException'>, pool: PoolRecord): void {
  if (!poolFactors(pool).includes('SOFTWARE_TOKEN_MFA'))
    context.fail('SoftwareTokenMFANotFoundException', 'Software Token MFA has not been enabled by the userPool')
}
