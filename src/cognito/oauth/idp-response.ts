import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import { openDetails } from '../federation/identity-providers.ts'
import { fetchProviderClaims } from '../federation/provider-claims.ts'
import { ProviderFailure } from '../federation/provider-failure.ts'
import { fetchProviderTokens } from '../federation/provider-tokens.ts'
import type { UserRecord } from '../store.ts'
import { type AuthorizationRequest, readAuthorizationRequest, refuseOnPage } from './authorization-request.ts'
import { idpResponsePath } from './begin-federation.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { type Federation, openFederation } from './federation-states.ts'
import { refuseToApp } from './return-address.ts'
import { requireProvider, signInByProvider } from './sign-in-by-provider.ts'

/**
 * `/oauth2/idpresponse`: a browser comes back from an identity provider, with a code or an error. It is asked for what the
 * user is, the user signs in, and the app gets its answer. What is not the end of a sign-in that began in this browser leads to
 * the error page.
 */
export async function idpResponse(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  // Cookies come along only when the browser is led here by a GET, not with a form of another site.
  if (request.method === 'POST') return redirectTo(`${idpResponsePath}?${request.form.toString()}`)
  const { query } = request
  const federation = await openFederation(context, request, query.get('state') ?? '')
  if (!federation)
    return refuseOnPage('invalid_request', undefined, 'state is of no sign-in that goes on in this browser')
  const asked = { ...request, query: new URLSearchParams(federation.query), rawQuery: federation.query }
  const authorization = await readAuthorizationRequest(context, asked)
  const refused = query.get('error')
  if (refused !== null) return refuseAsProvider(authorization, refused, query.get('error_description') ?? refused)
  const code = query.get('code')
  if (code === null) return refuseToApp(authorization, 'invalid_request', 'the provider gave no code', 'Missing code')
  const user = await identify(context, request, authorization, federation, { code, issuer: query.get('iss') })
  return completeSignIn(context, request, authorization, { user, provider: federation.provider })
}

async function identify(
  context: DomainContext,
  { origin }: DomainRequest,
  authorization: AuthorizationRequest,
  { provider: name, nonce }: Federation,
  { code, issuer }: { readonly code: string; readonly issuer: string | null },
): Promise<UserRecord> {
  const provider = await requireProvider(context, authorization, name)
  if (provider.type === 'SAML') return refuseToApp(authorization, 'invalid_request', `${name} is a SAML provider`)
  return signInByProvider(context, authorization, provider, async () => {
    const details = openDetails(context.vault, provider)
    // All providers lead back to one address: a code of another one must not be shown to this one (RFC 9207 section 2.4).
    if (issuer !== null && issuer !== (details['oidc_issuer'] ?? issuer))
      throw new ProviderFailure('Invalid issuer', 'the answer is of another identity provider')
    const redirectUri = `${origin}${idpResponsePath}`
    const tokens = await fetchProviderTokens(context, provider, details, { code, redirectUri })
    const claims = await fetchProviderClaims(context, provider, details, tokens, nonce)
    return { subject: claims[provider.attributeMapping['username'] ?? 'sub'], claims }
  })
}

/** What the provider says went wrong there, in its words as far as they are few. */
function refuseAsProvider(authorization: AuthorizationRequest, error: string, description: string): never {
  const told = error === 'access_denied' ? 'access_denied' : 'invalid_request'
  return refuseToApp(
    authorization,
    told,
    `the identity provider answered ${error.slice(0, 100)}`,
    description.slice(0, 256),
  )
}
