import {
  describeIdentityProvider,
  openDetails,
  readAttributeMapping,
  readIdentifiers,
  refuseTakenIdentifier,
  requireIdentityProvider,
  sealDetails,
} from '../federation/identity-providers.ts'
import { readProviderDetails } from '../federation/provider-details.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Whatever the input omits stays; details that are given replace the earlier ones, except for secrets among them. */
export async function updateIdentityProvider(
  input: Input<'UpdateIdentityProvider'>,
  context: Context<'UpdateIdentityProvider'>,
): Promise<Output<'UpdateIdentityProvider'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const current = await requireIdentityProvider(context, pool, input.ProviderName)
  const provider: IdentityProviderRecord = {
    ...current,
    ...(await readGivenDetails(context, current, input.ProviderDetails)),
    ...(input.AttributeMapping && {
      attributeMapping: readAttributeMapping(context, pool, current.type, input.AttributeMapping),
    }),
    ...(input.IdpIdentifiers && { identifiers: readIdentifiers(context, input.IdpIdentifiers) }),
    modifiedAt: context.now,
  }
  const outcome = await context.store.replaceIdentityProvider(provider)
  if (outcome === 'identifier-taken') refuseTakenIdentifier(context, pool.id)
  if (outcome === 'changed')
    context.fail('ConcurrentModificationException', `Identity provider ${provider.name} was changed at the same time.`)
  return { IdentityProvider: describeIdentityProvider(context.vault, provider) }
}

async function readGivenDetails(
  context: Context<'UpdateIdentityProvider'>,
  current: IdentityProviderRecord,
  given: Readonly<Record<string, string>> | undefined,
): Promise<Partial<Pick<IdentityProviderRecord, 'sealedDetails' | 'entityId' | 'saml'>>> {
  if (!given) return {}
  const known = openDetails(context.vault, current)
  const { details, entityId, saml } = await readProviderDetails(context, current, given, known)
  return {
    sealedDetails: sealDetails(context.vault, current, details),
    ...(entityId !== undefined && { entityId }),
    ...(saml && { saml }),
  }
}
