import { refuseMissingBranding } from '../branding/managed-login-brandings.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteManagedLoginBranding(
  input: Input<'DeleteManagedLoginBranding'>,
  context: Context<'DeleteManagedLoginBranding'>,
): Promise<Output<'DeleteManagedLoginBranding'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (!(await context.store.deleteBranding(pool.id, input.ManagedLoginBrandingId)))
    refuseMissingBranding(context, input.ManagedLoginBrandingId)
  return {}
}
