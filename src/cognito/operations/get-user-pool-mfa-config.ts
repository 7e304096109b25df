import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** MFA is off in every pool until SetUserPoolMfaConfig exists; a pool that never had a factor lists none. */
export async function getUserPoolMfaConfig(
  input: Input<'GetUserPoolMfaConfig'>,
  context: Context<'GetUserPoolMfaConfig'>,
): Promise<Output<'GetUserPoolMfaConfig'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { MfaConfiguration: pool.settings.MfaConfiguration ?? 'OFF' }
}
