import { lowerAlphanumeric } from '../../ports/random.ts'
import { generateSecret, sealSecret } from '../clients/client-secrets.ts'
import { readClientSettings } from '../clients/client-settings.ts'
import { describeClient } from '../clients/clients.ts'
import { pinnedClientId, refuseTakenClientId } from '../clients/pinned-client-id.ts'
import { checkSupportedProviders } from '../federation/identity-providers.ts'
import { requirePool } from '../pools/pools.ts'
import { checkScopes } from '../resource-servers/custom-scopes.ts'
import type { Context, Input, Output } from '../service.ts'
import type { ClientRecord } from '../store.ts'

/** Most app clients of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostClients = 1000

export async function createUserPoolClient(
  input: Input<'CreateUserPoolClient'>,
  context: Context<'CreateUserPoolClient'>,
): Promise<Output<'CreateUserPoolClient'>> {
  if (input.GenerateSecret && input.ClientSecret !== undefined)
    context.fail('InvalidParameterException', 'GenerateSecret and ClientSecret cannot be used together.')
  const pool = await requirePool(context, input.UserPoolId)
  const secret = input.GenerateSecret ? generateSecret(context.random) : input.ClientSecret
  const settings = readClientSettings(context, input, pool, secret !== undefined)
  await checkSupportedProviders(context, pool, settings.SupportedIdentityProviders)
  await checkScopes(context, pool, settings.AllowedOAuthScopes)
  if ((await context.store.countClients(pool.id)) >= mostClients)
    context.fail('LimitExceededException', `A user pool can have at most ${mostClients} app clients.`)
  const id = (await pinnedClientId(context)) ?? context.random.text(26, lowerAlphanumeric)
  const client: ClientRecord = {
    id,
    poolId: pool.id,
    name: input.ClientName,
    ...(secret !== undefined && { secrets: [sealSecret(context, id, secret)] }),
    settings,
    createdAt: context.now,
    modifiedAt: context.now,
    revision: 0,
  }
  if (!(await context.store.insertClient(client))) {
    await requirePool(context, pool.id)
    refuseTakenClientId(context, id)
  }
  return { UserPoolClient: describeClient(context.vault, client) }
}
