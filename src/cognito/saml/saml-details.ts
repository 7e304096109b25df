import type { TextOutbound } from '../../ports/outbound.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { ProviderDetails } from '../federation/provider-details.ts'
import type { SamlTrust } from '../identity-provider-store.ts'
import { type SamlMetadataResult, readSamlMetadata } from './saml-metadata.ts'

/** A metadata document may be as long as the MetadataFile of a call. */
const limits = { timeoutMs: 5000, maxBytes: 131_072 }

/** How long what was fetched counts (developer guide, "Using SAML identity providers with a user pool"), in milliseconds. */
const freshFor = 6 * 3_600_000

type Fetches = Pick<CallContext, 'now'> & { readonly outbound: TextOutbound }

export type ReadsMetadata = Fails<'InvalidParameterException'> & Fetches

/** What metadata says of a provider. */
export interface SamlFacts {
  readonly details: ProviderDetails
  readonly entityId: string
  readonly saml: SamlTrust
}

/**
 * The details of a SAML provider with where its metadata says that requests go, its entity id, and whose signatures count. Refuses
 * with InvalidParameterException metadata that cannot be had or used.
 */
export async function completeByMetadata(context: ReadsMetadata, given: ProviderDetails): Promise<SamlFacts> {
  const { MetadataURL: url, MetadataFile: file } = given
  if (!file && !url)
    return context.fail(
      'InvalidParameterException',
      'At least one of the MetadataURL or MetadataFile should be provided.',
    )
  const known = await factsOf(context, given)
  if ('facts' in known) return known.facts
  return context.fail('InvalidParameterException', known.problem, { detail: known.detail ?? '' })
}

/** What the file says, or what is at the URL now. */
export async function factsOf(
  context: Fetches,
  given: ProviderDetails,
): Promise<{ readonly facts: SamlFacts } | { readonly problem: string; readonly detail?: string }> {
  const { MetadataURL: url = '', MetadataFile: file } = given
  if (file) return toFacts(given, readSamlMetadata(file, context.now))
  const fetched = await context.outbound.fetchText(url, limits)
  if (fetched.ok) return toFacts(given, readSamlMetadata(fetched.text, context.now), context.now.getTime() + freshFor)
  const problem =
    fetched.status === undefined
      ? `Unable to retrieve metadata from ${url}`
      : `Non-ok status code ${fetched.status} returned from remote metadata source ${url}`
  return { problem, detail: fetched.detail }
}

function toFacts(
  { SSORedirectBindingURI: _sso, SLORedirectBindingURI: _slo, ...details }: ProviderDetails,
  read: SamlMetadataResult,
  refreshAt?: number,
): { readonly facts: SamlFacts } | { readonly problem: string } {
  if (!read.ok) return { problem: read.problem }
  const { entityId, ssoRedirect, sloRedirect, trust } = read.metadata
  return {
    facts: {
      details: {
        ...details,
        SSORedirectBindingURI: ssoRedirect,
        ...(sloRedirect !== undefined && { SLORedirectBindingURI: sloRedirect }),
      },
      entityId,
      saml: {
        ...trust,
        ...(refreshAt !== undefined && { refreshAt: Math.min(refreshAt, trust.validUntil ?? refreshAt) }),
      },
    },
  }
}
