import { describePoolMfa } from '../mfa/pool-mfa.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getUserPoolMfaConfig(
  input: Input<'GetUserPoolMfaConfig'>,
  context: Context<'GetUserPoolMfaConfig'>,
): Promise<Output<'GetUserPoolMfaConfig'>> {
  const { settings } = await requirePool(context, input.UserPoolId)
  return describePoolMfa(settings)
}
