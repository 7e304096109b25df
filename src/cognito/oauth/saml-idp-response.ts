import { readForm } from '../../wire/form.ts'
import {
  type DomainAnswer,
  type DomainContext,
  type DomainRequest,
  encodeQuery,
  redirectTo,
} from '../domains/domain-exchange.ts'
import { openDetails } from '../federation/identity-providers.ts'
import { ProviderFailure } from '../federation/provider-failure.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { acceptResponse } from '../saml/accept-response.ts'
import { samlPaths } from '../saml/saml-names.ts'
import { type AuthorizationRequest, readAuthorizationRequest, refuseOnPage } from './authorization-request.ts'
import { requestIdOf } from './begin-saml.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { openFederation, readFederation } from './federation-states.ts'
import { refuseToApp } from './return-address.ts'
import { openIdentity, type SamlIdentity, sealIdentity, toIdentity } from './saml-identities.ts'
import { requireProvider, signInByProvider } from './sign-in-by-provider.ts'

/**
 * `/saml2/idpresponse` (developer guide, "The IdP SAML assertion endpoint"): a SAML provider has the browser post its response here.
 * One that was asked for leads back here by a GET, for which the browser shows that it is the one that was sent; one that was
 * not, where the pool takes such, signs in at once.
 */
export async function samlIdpResponse(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  if (request.method === 'GET') return complete(request, context)
  const relayState = request.form.get('RelayState') ?? ''
  const federation = readFederation(context, request, relayState)
  if (!federation) return signInUnsolicited(request, context, relayState)
  const { nonce } = federation
  const authorization = await readAgain(context, request, federation.query)
  const provider = await requireSaml(context, authorization, federation.provider)
  return tellingTheApp(authorization, async () => {
    const identity = await receive(context, request, provider, requestIdOf(nonce))
    const sealed = sealIdentity(context, request, identity, nonce)
    return redirectTo(`${samlPaths.idpResponse}?${encodeQuery({ RelayState: relayState, identity: sealed })}`)
  })
}

async function complete(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const { query } = request
  const federation = await openFederation(context, request, query.get('RelayState') ?? '')
  if (!federation) return refuse('RelayState is of no sign-in that goes on in this browser')
  const identity = openIdentity(context, request, query.get('identity') ?? '', federation.nonce)
  if (!identity) return refuse('the identity is not that of this sign-in')
  const authorization = await readAgain(context, request, federation.query)
  const provider = await requireSaml(context, authorization, federation.provider)
  return signIn(context, request, authorization, provider, identity)
}

/** Of an authorization request; it has ten at most that say something. */
const mostParameters = 100

/** What the app would ask `/oauth2/authorize` for is the RelayState (developer guide, "Implement IdP-initiated SAML sign-in"). */
async function signInUnsolicited(
  request: DomainRequest,
  context: DomainContext,
  relayState: string,
): Promise<DomainAnswer> {
  if (readForm(relayState, mostParameters)?.has('client_id') !== true)
    return refuse('RelayState is of no sign-in that goes on, and no authorization request')
  const authorization = await readAgain(context, request, relayState)
  const { identityProviders, identityProvider = '' } = authorization
  const provider = await context.store.findIdentityProvider(authorization.pool.id, identityProvider)
  if (provider?.type !== 'SAML' || openDetails(context.vault, provider)['IDPInit'] !== 'true')
    return refuse('nobody asked for the response, and RelayState names no SAML provider with IDPInit')
  for (const name of identityProviders) {
    const other = await context.store.findIdentityProvider(authorization.pool.id, name)
    if (other?.type !== 'SAML') return refuse(`a client of a provider with IDPInit cannot have ${name} as well`)
  }
  const identity = await tellingTheApp(authorization, () => receive(context, request, provider, undefined))
  return signIn(context, request, authorization, provider, identity)
}

async function receive(
  context: DomainContext,
  { form, origin }: DomainRequest,
  provider: IdentityProviderRecord,
  requestId: string | undefined,
): Promise<SamlIdentity> {
  const recipient = `${origin}${samlPaths.idpResponse}`
  const encoded = form.get('SAMLResponse') ?? ''
  const assertion = await acceptResponse(context, provider, { encoded, recipient, requestId })
  return toIdentity(context, provider, assertion)
}

async function signIn(
  context: DomainContext,
  request: DomainRequest,
  authorization: AuthorizationRequest,
  provider: IdentityProviderRecord,
  { session, ...identity }: SamlIdentity,
): Promise<DomainAnswer> {
  const user = await signInByProvider(context, authorization, provider, async () => identity)
  return completeSignIn(context, request, authorization, { user, provider: provider.name, saml: session })
}

async function requireSaml(
  context: DomainContext,
  authorization: AuthorizationRequest,
  name: string,
): Promise<IdentityProviderRecord> {
  const provider = await requireProvider(context, authorization, name)
  return provider.type === 'SAML' ? provider : refuse(`${name} is no SAML provider`)
}

/** With the error that was recorded for a response that is not believed (aws/aws-sdk-js-v3 issue 6201). */
async function tellingTheApp<Answer>(
  authorization: AuthorizationRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProviderFailure)
      return refuseToApp(authorization, 'server_error', error.message, error.description)
    throw error
  }
}

function readAgain(context: DomainContext, request: DomainRequest, rawQuery: string): Promise<AuthorizationRequest> {
  return readAuthorizationRequest(context, { ...request, query: new URLSearchParams(rawQuery) })
}

function refuse(detail: string): never {
  return refuseOnPage('Invalid samlResponse or relayState from identity provider', undefined, detail)
}
