import { describeBranding, readStyle, requireBranding } from '../branding/managed-login-brandings.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Replaces the whole style. */
export async function updateManagedLoginBranding(
  input: Input<'UpdateManagedLoginBranding'>,
  context: Context<'UpdateManagedLoginBranding'>,
): Promise<Output<'UpdateManagedLoginBranding'>> {
  const { UserPoolId: poolId, ManagedLoginBrandingId: id } = input
  if (poolId === undefined || id === undefined)
    return context.fail('InvalidParameterException', 'UserPoolId and ManagedLoginBrandingId must be given.')
  const style = readStyle(context, input)
  const pool = await requirePool(context, poolId)
  const { settings: _, ...current } = await requireBranding(context, pool, id)
  const branding = { ...current, ...style, modifiedAt: context.now }
  if (!(await context.store.replaceBranding(branding)))
    context.fail('ConcurrentModificationException', `Managed login branding ${id} was changed at the same time.`)
  return { ManagedLoginBranding: describeBranding(branding) }
}
