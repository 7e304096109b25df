import type { GetUserResponse } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Input } from '../service.ts'
import type { MfaFactor, UserMfa, UserRecord } from '../store.ts'

/** What the user is asked for besides the password, if the pool has MFA. */
export function activeFactors({ mfa }: UserRecord): readonly MfaFactor[] {
  return mfa?.enabled ?? []
}

type Factors = Pick<Defined<GetUserResponse>, 'UserMFASettingList' | 'PreferredMfaSetting'>

/** The user's factors as GetUser and AdminGetUser show them: not at all when there are none. */
export function describeFactors(user: UserRecord): Factors {
  const factors = activeFactors(user)
  if (factors.length === 0) return {}
  return {
    UserMFASettingList: [...factors],
    ...(user.mfa?.preferred !== undefined && { PreferredMfaSetting: user.mfa.preferred }),
  }
}

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
 * Refuses with InvalidParameterException a factor that the user cannot have.
 * @param isByAdmin the two operations word it differently
 */
export function withPreference(
  context: Fails<'InvalidParameterException'>,
  user: UserRecord,
  preference: Preference,
  isByAdmin: boolean,
): UserRecord {
  const { SMSMfaSettings: sms, SoftwareTokenMfaSettings: softwareToken } = preference
  if (sms?.Enabled || sms?.PreferredMfa) refuseSms(context, user)
  if (preference.EmailMfaSettings?.Enabled) refuseUnimplemented(context, 'EmailMfaSettings.Enabled')
  if (preference.WebAuthnMfaSettings?.Enabled) refuseUnimplemented(context, 'WebAuthnMfaSettings.Enabled')
  if (!softwareToken) return user
  const { Enabled: enabled = false, PreferredMfa: preferred = false } = softwareToken
  if (preferred && !enabled)
    context.fail('InvalidParameterException', 'SOFTWARE_TOKEN_MFA cannot be preferred without being enabled.')
  const missing = enabled && missingSetup(user, isByAdmin)
  if (missing) context.fail('InvalidParameterException', missing)
  return { ...user, mfa: withFactor(user.mfa, 'SOFTWARE_TOKEN_MFA', { enabled, preferred }) }
}

function refuseSms(context: Fails<'InvalidParameterException'>, user: UserRecord): never {
  return user.attributes.phone_number === undefined
    ? context.fail('InvalidParameterException', 'User does not have a phone_number set to turn on SMS MFA')
    : refuseUnimplemented(context, 'SMSMfaSettings.Enabled')
}

function missingSetup({ mfa }: UserRecord, isByAdmin: boolean): string | undefined {
  if (mfa?.softwareToken?.verified) return undefined
  if (isByAdmin) return 'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA'
  return mfa?.softwareToken ? 'User has not verified software token mfa' : 'User has not set up software token mfa'
}
