import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import { openDetails } from '../federation/identity-providers.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { samlSigningKey } from '../keys/signing-certificate.ts'
import { refreshMetadata } from '../saml/refresh-metadata.ts'
import { entityIdOf, samlPaths } from '../saml/saml-names.ts'
import { redirectWithRequest, writeAuthnRequest } from '../saml/saml-requests.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { sealFederation } from './federation-states.ts'

/** Sends the browser to a SAML provider with a request to sign its user in, signed where the pool is set to. */
export async function beginSaml(
  context: DomainContext,
  request: DomainRequest,
  { pool, prompt }: AuthorizationRequest,
  provider: IdentityProviderRecord,
): Promise<DomainAnswer> {
  const details = openDetails(context.vault, await refreshMetadata(context, provider))
  const { SSORedirectBindingURI: destination = '', RequestSigningAlgorithm: algorithm } = details
  const nonce = context.random.uuid()
  const { state, cookie } = sealFederation(context, request, {
    provider: provider.name,
    query: request.rawQuery,
    nonce,
  })
  const asked = writeAuthnRequest({
    id: requestIdOf(nonce),
    now: context.now,
    destination,
    issuer: entityIdOf(pool.id),
    answerTo: `${request.origin}${samlPaths.idpResponse}`,
    mustSignIn: prompt === 'login' || prompt === 'select_account',
  })
  const key = algorithm === undefined ? undefined : await samlSigningKey(context, pool.id)
  return redirectTo(redirectWithRequest(destination, asked, state, key), [cookie])
}

/** An XML ID, which begins with no digit. */
export function requestIdOf(nonce: string): string {
  return `_${nonce}`
}
