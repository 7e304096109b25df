import { refuseMissingIdentityProvider, requireIdentityProvider } from '../federation/identity-providers.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** App clients that support the provider keep its name, and are refused an update until they drop it, as on AWS. */
export async function deleteIdentityProvider(
  input: Input<'DeleteIdentityProvider'>,
  context: Context<'DeleteIdentityProvider'>,
): Promise<Output<'DeleteIdentityProvider'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { name } = await requireIdentityProvider(context, pool, input.ProviderName)
  if (!(await context.store.deleteIdentityProvider(pool.id, name))) refuseMissingIdentityProvider(context, name)
  return {}
}
