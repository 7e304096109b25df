import { refuseMissingIdentityProvider, requireIdentityProvider } from '../federation/identity-providers.ts'
import { withoutIdentity } from '../federation/linked-identities.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/**
 * App clients that support the provider keep its name, and are refused an update until they drop it, as on AWS. Its
 * links to users go with it, or another provider of the same name would sign in as them.
 */
export async function deleteIdentityProvider(
  input: Input<'DeleteIdentityProvider'>,
  context: Context<'DeleteIdentityProvider'>,
): Promise<Output<'DeleteIdentityProvider'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { name } = await requireIdentityProvider(context, pool, input.ProviderName)
  const deleted = await context.store.deleteIdentityProvider(pool.id, name, (user) => ({
    ...withoutIdentity(user, name),
    modifiedAt: context.now,
  }))
  if (!deleted) refuseMissingIdentityProvider(context, name)
  return {}
}
