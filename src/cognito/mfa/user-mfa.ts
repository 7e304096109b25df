import type { GetUserResponse } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import { arePasskeysMultiFactor } from '../passkeys/relying-party.ts'
import type { Input } from '../service.ts'
import type { MfaFactor, PoolRecord, UserMfa, UserRecord } from '../store.ts'
import { poolFactors } from './pool-mfa.ts'

type Factors = Pick<Defined<GetUserResponse>, 'UserMFASettingList' | 'PreferredMfaSetting' | 'MFAOptions'>

/** The user's factors as GetUser and AdminGetUser show them: not at all when there are none. */
export function describeFactors({ mfa }: UserRecord): Factors {
  const factors = mfa?.enabled ?? []
  if (factors.length === 0) return {}
  return {
    UserMFASettingList: [...factors],
    ...(mfa?.preferred !== undefined && { PreferredMfaSetting: mfa.preferred }),
    // The older view, which knows text messages only.
    ...(factors.includes('SMS_MFA') && { MFAOptions: [smsOption] }),
  }
}

const smsOption = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' } as const

/** The factors with one switched on or off. */
export function withFactor(
  mfa: UserMfa | undefined,
  factor: MfaFactor,
  { enabled, preferred }: { readonly enabled: boolean; readonly preferred: boolean },
): UserMfa {
  const { preferred: before, ...rest } = mfa ?? { enabled: [] }
  const others = rest.enabled.filter((other) => other !== factor)
  const next = preferred ? factor : before === factor ? undefined : before
  return { ...rest, enabled: enabled ? [...others, factor] : others, ...(next !== undefined && { preferred: next }) }
}

type Preference = Pick<
  Input<'SetUserMFAPreference'>,
  'SMSMfaSettings' | 'SoftwareTokenMfaSettings' | 'EmailMfaSettings' | 'WebAuthnMfaSettings'
>

/**
 * The user with what SetUserMFAPreference or AdminSetUserMFAPreference asks for. A factor that is not mentioned stays.
 * Refuses with InvalidParameterException a factor that the user or the pool cannot have.
 * @param isByAdmin the two operations word it differently
 */
export function withPreference(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  user: UserRecord,
  preference: Preference,
  isByAdmin: boolean,
): UserRecord {
  const asked = [
    { factor: 'SMS_MFA', settings: preference.SMSMfaSettings },
    { factor: 'SOFTWARE_TOKEN_MFA', settings: preference.SoftwareTokenMfaSettings },
    { factor: 'EMAIL_OTP', settings: preference.EmailMfaSettings },
  ] as const
  if (asked.filter(({ settings }) => settings?.PreferredMfa).length > 1)
    context.fail('InvalidParameterException', 'Only one MFA factor can be preferred.')
  let { mfa } = user
  for (const { factor, settings } of asked) {
    if (!settings) continue
    const { Enabled: enabled = false, PreferredMfa: preferred = false } = settings
    if (preferred && !enabled)
      context.fail('InvalidParameterException', `${factor} cannot be preferred without being enabled.`)
    if (enabled) checkFactor(context, pool, user, factor, isByAdmin)
    mfa = withFactor(mfa, factor, { enabled, preferred })
  }
  const changed = mfa ? { ...user, mfa } : user
  const { WebAuthnMfaSettings: passkeys } = preference
  return passkeys ? withPasskeyMfa(context, pool, changed, passkeys.Enabled ?? false) : changed
}

/**
 * Passkeys that are two factors have to be allowed by the pool, and need another factor beside them, so that nobody is
 * locked out who loses one (AWS API reference, WebAuthnMfaSettingsType).
 */
function withPasskeyMfa(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  user: UserRecord,
  enabled: boolean,
): UserRecord {
  const { passkey: _, ...others } = user.mfa ?? { enabled: [] }
  if (!enabled) return user.mfa ? { ...user, mfa: others } : user
  if (!arePasskeysMultiFactor(pool))
    context.fail('InvalidParameterException', 'Passkeys are not enabled as MFA for the user pool.')
  if (others.enabled.length === 0)
    context.fail('InvalidParameterException', 'Passkeys need another MFA factor beside them.')
  return { ...user, mfa: { ...others, passkey: true } }
}

/**
 * The user with what SetUserSettings or AdminSetUserSettings asks for: text messages, or no more of them.
 * Refuses with InvalidParameterException.
 */
export function withMfaOptions(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  user: UserRecord,
  options: Input<'SetUserSettings'>['MFAOptions'],
): UserRecord {
  const other = options.find(
    ({ DeliveryMedium, AttributeName }) => DeliveryMedium !== 'SMS' || AttributeName !== 'phone_number',
  )
  if (other)
    context.fail('InvalidParameterException', 'MFAOptions takes the DeliveryMedium SMS with phone_number only.')
  const enabled = options.length > 0
  if (enabled) checkFactor(context, pool, user, 'SMS_MFA', true)
  return { ...user, mfa: withFactor(user.mfa, 'SMS_MFA', { enabled, preferred: enabled }) }
}

function checkFactor(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  { attributes, mfa }: UserRecord,
  factor: MfaFactor,
  isByAdmin: boolean,
): void {
  const refuse = (text: string): never => context.fail('InvalidParameterException', text)
  if (factor === 'SOFTWARE_TOKEN_MFA') {
    const missing = missingSetup(mfa, isByAdmin)
    if (missing !== undefined) refuse(missing)
    return
  }
  if (factor === 'SMS_MFA' && attributes.phone_number === undefined)
    refuse('User does not have a phone_number set to turn on SMS MFA')
  if (factor === 'EMAIL_OTP' && attributes.email === undefined)
    refuse('User does not have an email set to turn on EMAIL_OTP')
  if (!poolFactors(pool).includes(factor)) refuse(`${factor} is not enabled for the user pool.`)
}

function missingSetup(mfa: UserMfa | undefined, isByAdmin: boolean): string | undefined {
  if (mfa?.softwareToken?.verified) return undefined
  if (isByAdmin) return 'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA'
  return mfa?.softwareToken ? 'User has not verified software token mfa' : 'User has not set up software token mfa'
}
