import type { Fails } from '../../wire/operation.ts'
import type { PoolRecord } from '../store.ts'

/** Whether the pool only looks at what happens, or also acts; undefined while threat protection is off. */
export function threatProtectionOf({ settings }: PoolRecord): 'AUDIT' | 'ENFORCED' | undefined {
  const mode = settings.UserPoolAddOns?.AdvancedSecurityMode
  return mode === 'AUDIT' || mode === 'ENFORCED' ? mode : undefined
}

/** The same for CUSTOM_AUTH, which a pool leaves alone unless it says otherwise (developer guide, "Threat protection"). */
export function customAuthProtectionOf(pool: PoolRecord): 'AUDIT' | 'ENFORCED' | undefined {
  return threatProtectionOf(pool) && pool.settings.UserPoolAddOns?.AdvancedSecurityAdditionalFlows?.CustomAuthMode
}

/** Refuses what needs threat protection in a pool that has none with UserPoolAddOnNotEnabledException. */
export function requireThreatProtection(context: Fails<'UserPoolAddOnNotEnabledException'>, pool: PoolRecord): void {
  if (threatProtectionOf(pool) === undefined)
    context.fail('UserPoolAddOnNotEnabledException', `Threat protection is not enabled for user pool ${pool.id}.`)
}
