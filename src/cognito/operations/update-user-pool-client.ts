import { readClientSettings } from '../clients/client-settings.ts'
import { describeClient, requireClient } from '../clients/clients.ts'
import { checkSupportedProviders } from '../federation/identity-providers.ts'
import { requirePool } from '../pools/pools.ts'
import { checkScopes } from '../resource-servers/custom-scopes.ts'
import type { Context, Input, Output } from '../service.ts'

/** Whatever the input omits goes back to its default, except the client's name and secret. */
export async function updateUserPoolClient(
  input: Input<'UpdateUserPoolClient'>,
  context: Context<'UpdateUserPoolClient'>,
): Promise<Output<'UpdateUserPoolClient'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const current = await requireClient(context, pool, input.ClientId)
  const settings = readClientSettings(context, input, pool, current.secrets !== undefined)
  await checkSupportedProviders(context, pool, settings.SupportedIdentityProviders)
  await checkScopes(context, pool, settings.AllowedOAuthScopes)
  const client = { ...current, name: input.ClientName ?? current.name, settings, modifiedAt: context.now }
  if (!(await context.store.replaceClient(client)))
    context.fail('ConcurrentModificationException', `User pool client ${client.id} was changed at the same time.`)
  return { UserPoolClient: describeClient(context.vault, client) }
}
