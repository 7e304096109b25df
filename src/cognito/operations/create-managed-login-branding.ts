import type { BrandingRecord } from '../branding-store.ts'
import { describeBranding, readStyle } from '../branding/managed-login-brandings.ts'
import { refuseMissingClient } from '../clients/app-client.ts'
import { requireClient } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Most branding styles of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostBrandings = 20

export async function createManagedLoginBranding(
  input: Input<'CreateManagedLoginBranding'>,
  context: Context<'CreateManagedLoginBranding'>,
): Promise<Output<'CreateManagedLoginBranding'>> {
  const style = readStyle(context, input)
  const pool = await requirePool(context, input.UserPoolId)
  const client = await requireClient(context, pool, input.ClientId)
  if ((await context.store.countBrandings(pool.id)) >= mostBrandings)
    context.fail('LimitExceededException', `A user pool can have at most ${mostBrandings} branding styles.`)
  const branding: BrandingRecord = {
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    ...style,
    createdAt: context.now,
    modifiedAt: context.now,
    revision: 0,
  }
  const outcome = await context.store.insertBranding(branding)
  if (outcome === 'client-gone') refuseMissingClient(context, client.id)
  if (outcome === 'exists')
    context.fail(
      'ManagedLoginBrandingExistsException',
      `Managed login branding already exists for the app client ${client.id}.`,
    )
  return { ManagedLoginBranding: describeBranding(branding) }
}
