import type { Fails } from '../../wire/operation.ts'
import type { PoolInput } from './pool-settings.ts'

type Refuses = Fails<'InvalidParameterException' | 'FeatureUnavailableInTierException'>

/** Refuses features that a pool lacks the tier, or the settings, for. */
export function checkPoolFeatures(context: Refuses, input: PoolInput): void {
  refuseSms(context, input)
  refuseFirstFactors(context, input)
  refuseThreatProtection(context, input)
  const { LambdaVersion: eventVersion = 'V1_0' } = input.LambdaConfig?.PreTokenGenerationConfig ?? {}
  if (eventVersion !== 'V1_0' && input.UserPoolTier === 'LITE')
    refuseAboveTier(context, 'LITE', 'Access Token Customization')
  if (input.Policies?.PasswordPolicy?.PasswordHistorySize && input.UserPoolTier === 'LITE')
    refuseAboveTier(context, 'LITE', 'Password History')
}

function refuseSms(context: Refuses, input: PoolInput): void {
  if (!input.AutoVerifiedAttributes?.includes('phone_number')) return
  if (input.SmsConfiguration) return
  context.fail(
    'InvalidParameterException',
    'SMS configuration is required when phone_number is selected for auto verification',
  )
}

function refuseFirstFactors(context: Refuses, input: PoolInput): void {
  const factors = input.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []
  const other = factors.find((factor) => factor !== 'PASSWORD')
  if (other === undefined) return
  if (input.UserPoolTier === 'LITE') refuseAboveTier(context, 'LITE', 'Passwordless Sign-In')
  if (factors.every((factor) => factor === 'WEB_AUTHN'))
    context.fail('InvalidParameterException', 'WEB_AUTHN cannot be the only allowed first factor.')
  if (factors.includes('SMS_OTP') && !input.SmsConfiguration)
    context.fail('InvalidParameterException', 'SMS configuration is required when SMS_OTP is an allowed first factor.')
}

function refuseThreatProtection(context: Refuses, input: PoolInput): void {
  const { AdvancedSecurityMode: mode, AdvancedSecurityAdditionalFlows: flows } = input.UserPoolAddOns ?? {}
  if (mode !== undefined && mode !== 'OFF') {
    if (input.UserPoolTier !== 'PLUS') refuseAboveTier(context, input.UserPoolTier ?? 'ESSENTIALS', 'Threat Protection')
  } else if (flows?.CustomAuthMode !== undefined)
    context.fail('InvalidParameterException', 'CustomAuthMode takes an AdvancedSecurityMode of AUDIT or ENFORCED.')
}

export function refuseAboveTier(
  context: Fails<'FeatureUnavailableInTierException'>,
  tier: string,
  feature: string,
): never {
  return context.fail(
    'FeatureUnavailableInTierException',
    `The following features need to be disabled for the ${tier} pricing tier configured: ${feature}`,
  )
}
