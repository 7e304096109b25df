import { describeBranding, refuseMergedResources, requireBranding } from '../branding/managed-login-brandings.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeManagedLoginBranding(
  input: Input<'DescribeManagedLoginBranding'>,
  context: Context<'DescribeManagedLoginBranding'>,
): Promise<Output<'DescribeManagedLoginBranding'>> {
  refuseMergedResources(context, input.ReturnMergedResources)
  const pool = await requirePool(context, input.UserPoolId)
  return { ManagedLoginBranding: describeBranding(await requireBranding(context, pool, input.ManagedLoginBrandingId)) }
}
