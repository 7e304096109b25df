import type { TextOutbound } from '../../ports/outbound.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { ProviderDetails } from './provider-details.ts'
import { readSamlMetadata } from './saml-metadata.ts'

/** A metadata document may be as long as the MetadataFile of a call. */
const limits = { timeoutMs: 5000, maxBytes: 131_072 }

export type ReadsMetadata = Fails<'InvalidParameterException'> &
  Pick<CallContext, 'now'> & { readonly outbound: TextOutbound }

/**
 * The details of a SAML provider with where its metadata says that requests go, and its entity id. Refuses with
 * InvalidParameterException metadata that cannot be had or used.
 */
export async function completeByMetadata(
  context: ReadsMetadata,
  { SSORedirectBindingURI: _sso, SLORedirectBindingURI: _slo, ...details }: ProviderDetails,
): Promise<{ readonly details: ProviderDetails; readonly entityId: string }> {
  const read = readSamlMetadata(await metadataOf(context, details), context.now)
  if (!read.ok) return context.fail('InvalidParameterException', `Unable to use the SAML metadata: ${read.problem}`)
  const { entityId, ssoRedirect, sloRedirect } = read.metadata
  return {
    details: {
      ...details,
      SSORedirectBindingURI: ssoRedirect,
      ...(sloRedirect !== undefined && { SLORedirectBindingURI: sloRedirect }),
    },
    entityId,
  }
}

async function metadataOf(context: ReadsMetadata, details: ProviderDetails): Promise<string> {
  const { MetadataURL: url, MetadataFile: file } = details
  if (file) return file
  if (!url)
    return context.fail(
      'InvalidParameterException',
      'At least one of the MetadataURL or MetadataFile should be provided.',
    )
  const fetched = await context.outbound.fetchText(url, limits)
  if (fetched.ok) return fetched.text
  return context.fail(
    'InvalidParameterException',
    fetched.status === undefined
      ? `Unable to retrieve metadata from ${url}`
      : `Non-ok status code ${fetched.status} returned from remote metadata source ${url}`,
    { detail: fetched.detail },
  )
}
