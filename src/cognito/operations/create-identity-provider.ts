import {
  checkProviderName,
  describeIdentityProvider,
  readAttributeMapping,
  readIdentifiers,
  refuseTakenIdentifier,
  sealDetails,
} from '../federation/identity-providers.ts'
import { readProviderDetails } from '../federation/provider-details.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Most identity providers of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostIdentityProviders = 300

export async function createIdentityProvider(
  input: Input<'CreateIdentityProvider'>,
  context: Context<'CreateIdentityProvider'>,
): Promise<Output<'CreateIdentityProvider'>> {
  const { ProviderName: name, ProviderType: type } = input
  checkProviderName(context, name, type)
  const identifiers = readIdentifiers(context, input.IdpIdentifiers)
  const pool = await requirePool(context, input.UserPoolId)
  const attributeMapping = readAttributeMapping(context, pool, type, input.AttributeMapping)
  const read = await readProviderDetails(context, { poolId: pool.id, type }, input.ProviderDetails)
  if ((await context.store.countIdentityProviders(pool.id)) >= mostIdentityProviders)
    context.fail('LimitExceededException', `A user pool can have at most ${mostIdentityProviders} identity providers.`)
  const provider: IdentityProviderRecord = {
    poolId: pool.id,
    name,
    type,
    sealedDetails: sealDetails(context.vault, { poolId: pool.id, name }, read.details),
    ...(read.entityId !== undefined && { entityId: read.entityId }),
    ...(read.saml && { saml: read.saml }),
    attributeMapping,
    identifiers,
    createdAt: context.now,
    modifiedAt: context.now,
    revision: 0,
  }
  const outcome = await context.store.insertIdentityProvider(provider)
  if (outcome === 'pool-gone') refuseMissingPool(context, pool.id)
  if (outcome === 'exists')
    context.fail('DuplicateProviderException', `A provider with the name ${name} already exists.`)
  if (outcome === 'identifier-taken') refuseTakenIdentifier(context, pool.id)
  return { IdentityProvider: describeIdentityProvider(context.vault, provider) }
}
