import type { CallContext } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { openDetails, sealDetails } from '../federation/identity-providers.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { factsOf } from './saml-details.ts'

/** How long a URL is left alone that had no metadata to be used, in milliseconds. */
const retryAfter = 10 * 60_000

/**
 * A SAML provider as its metadata has it by now: what is at MetadataURL is read again every six hours, by whoever signs in. What was
 * known counts on while nothing better is to be had, or another entity is described there.
 */
export async function refreshMetadata(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'vault' | 'outbound' | 'log'>,
  provider: IdentityProviderRecord,
): Promise<IdentityProviderRecord> {
  const { saml, poolId, name } = provider
  const now = context.now.getTime()
  if (saml?.refreshAt === undefined || now < saml.refreshAt) return provider
  const read = await factsOf(context, openDetails(context.vault, provider))
  const facts = 'facts' in read && read.facts.entityId === provider.entityId ? read.facts : undefined
  if (!facts)
    context.log.warn({
      event: 'saml-metadata-not-refreshed',
      userPoolId: poolId,
      providerName: name,
      detail: 'problem' in read ? (read.detail ?? read.problem) : `it describes ${read.facts.entityId}`,
    })
  const refreshed: IdentityProviderRecord = facts
    ? { ...provider, sealedDetails: sealDetails(context.vault, provider, facts.details), saml: facts.saml }
    : { ...provider, saml: { ...saml, refreshAt: now + retryAfter } }
  const outcome = await context.store.replaceIdentityProvider(refreshed)
  // Somebody was faster.
  return outcome === 'replaced' ? refreshed : ((await context.store.findIdentityProvider(poolId, name)) ?? refreshed)
}
