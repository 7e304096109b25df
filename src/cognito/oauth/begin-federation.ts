import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import { openDetails } from '../federation/identity-providers.ts'
import { withQuery } from '../federation/provider-tokens.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { beginSaml } from './begin-saml.ts'
import { sealFederation } from './federation-states.ts'
import { refuseToApp } from './return-address.ts'

/** Where providers send browsers back to. */
export const idpResponsePath = '/oauth2/idpresponse'

/** Sends the browser to an identity provider to sign in there. */
export async function beginFederation(
  context: DomainContext,
  request: DomainRequest,
  authorization: AuthorizationRequest,
  name: string,
): Promise<DomainAnswer> {
  const provider = await context.store.findIdentityProvider(authorization.pool.id, name)
  if (!provider) return refuseToApp(authorization, 'invalid_request', `there is no identity provider ${name}`)
  if (provider.type === 'SAML') return beginSaml(context, request, authorization, provider)
  return beginOAuth(context, request, authorization, provider)
}

/** RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1. */
function beginOAuth(
  context: DomainContext,
  request: DomainRequest,
  { prompt, loginHint }: AuthorizationRequest,
  provider: IdentityProviderRecord,
): DomainAnswer {
  const details = openDetails(context.vault, provider)
  const nonce = context.random.uuid()
  const { state, cookie } = sealFederation(context, request, {
    provider: provider.name,
    query: request.rawQuery,
    nonce,
  })
  const location = withQuery(details['authorize_url'] ?? '', {
    client_id: details['client_id'] ?? '',
    redirect_uri: `${request.origin}${idpResponsePath}`,
    scope: details['authorize_scopes'] ?? '',
    response_type: 'code',
    state,
    nonce,
    // Apple gives name and address to a posted form only.
    ...(provider.type === 'SignInWithApple' && { response_mode: 'form_post' }),
    ...(prompt !== undefined && { prompt }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
  })
  return redirectTo(location, [cookie])
}
