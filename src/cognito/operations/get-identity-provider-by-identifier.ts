import { describeIdentityProvider } from '../federation/identity-providers.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getIdentityProviderByIdentifier(
  input: Input<'GetIdentityProviderByIdentifier'>,
  context: Context<'GetIdentityProviderByIdentifier'>,
): Promise<Output<'GetIdentityProviderByIdentifier'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const provider =
    (await context.store.findIdentityProviderByIdentifier(pool.id, input.IdpIdentifier)) ??
    context.fail(
      'ResourceNotFoundException',
      `Identity provider with the identifier ${input.IdpIdentifier} does not exist.`,
    )
  return { IdentityProvider: describeIdentityProvider(context.vault, provider) }
}
