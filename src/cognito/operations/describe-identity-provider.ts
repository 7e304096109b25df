import { describeIdentityProvider as describe, requireIdentityProvider } from '../federation/identity-providers.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeIdentityProvider(
  input: Input<'DescribeIdentityProvider'>,
  context: Context<'DescribeIdentityProvider'>,
): Promise<Output<'DescribeIdentityProvider'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const provider = await requireIdentityProvider(context, pool, input.ProviderName)
  return { IdentityProvider: describe(context.vault, provider) }
}
