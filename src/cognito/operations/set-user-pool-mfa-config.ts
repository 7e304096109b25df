import { describePoolMfa, withPoolMfa } from '../mfa/pool-mfa.ts'
import { changePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Replaces the pool's MFA. What users have set up stays, and counts again when MFA is on again. */
export async function setUserPoolMfaConfig(
  input: Input<'SetUserPoolMfaConfig'>,
  context: Context<'SetUserPoolMfaConfig'>,
): Promise<Output<'SetUserPoolMfaConfig'>> {
  const { UserPoolId, ...given } = input
  const pool = await changePool(context, UserPoolId, ({ settings }) => ({
    settings: withPoolMfa(context, settings, given),
  }))
  return describePoolMfa(pool.settings)
}
