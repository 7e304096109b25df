import type { TermsRecord } from '../branding-store.ts'
import { describeTerms, readLinks, refuseExistingTerms } from '../branding/terms.ts'
import { refuseMissingClient } from '../clients/app-client.ts'
import { requireClient } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Most terms of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostTerms = 40

export async function createTerms(
  input: Input<'CreateTerms'>,
  context: Context<'CreateTerms'>,
): Promise<Output<'CreateTerms'>> {
  const links = readLinks(context, input.Links)
  const pool = await requirePool(context, input.UserPoolId)
  const client = await requireClient(context, pool, input.ClientId)
  if ((await context.store.countTerms(pool.id)) >= mostTerms)
    context.fail('LimitExceededException', `A user pool can have at most ${mostTerms} terms.`)
  const terms: TermsRecord = {
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    name: input.TermsName,
    source: input.TermsSource,
    enforcement: input.Enforcement,
    links,
    createdAt: context.now,
    modifiedAt: context.now,
    revision: 0,
  }
  const outcome = await context.store.insertTerms(terms)
  if (outcome === 'client-gone') refuseMissingClient(context, client.id)
  if (outcome === 'exists') refuseExistingTerms(context, terms.name)
  return { Terms: describeTerms(terms) }
}
