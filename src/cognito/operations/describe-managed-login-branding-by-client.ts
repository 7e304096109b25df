import { describeBranding, refuseMergedResources } from '../branding/managed-login-brandings.ts'
import { requireClient } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeManagedLoginBrandingByClient(
  input: Input<'DescribeManagedLoginBrandingByClient'>,
  context: Context<'DescribeManagedLoginBrandingByClient'>,
): Promise<Output<'DescribeManagedLoginBrandingByClient'>> {
  refuseMergedResources(context, input.ReturnMergedResources)
  const pool = await requirePool(context, input.UserPoolId)
  const client = await requireClient(context, pool, input.ClientId)
  const branding =
    (await context.store.findBrandingOfClient(pool.id, client.id)) ??
    context.fail('ResourceNotFoundException', `The app client ${client.id} has no managed login branding.`)
  return { ManagedLoginBranding: describeBranding(branding) }
}
