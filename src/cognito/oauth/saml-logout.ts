import { openJson } from '../../ports/vault.ts'
import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import { openDetails } from '../federation/identity-providers.ts'
import { samlSigningKey } from '../keys/signing-certificate.ts'
import { refreshMetadata } from '../saml/refresh-metadata.ts'
import { entityIdOf } from '../saml/saml-names.ts'
import { redirectWithRequest, writeLogoutRequest } from '../saml/saml-requests.ts'
import { refuseOnPage } from './authorization-request.ts'
import { findLoginSession } from './login-sessions.ts'

const lifetimeSeconds = 15 * 60

/**
 * Where a browser goes to be signed out by the SAML provider that signed it in, before it goes on to `location` (developer guide,
 * "Signing out SAML users with single sign-out"): where IDPSignout is on and the provider has a place for it.
 */
export async function samlSignOutAddress(
  context: DomainContext,
  request: DomainRequest,
  location: string,
): Promise<string | undefined> {
  const { pool } = request
  const session = await findLoginSession(context, request)
  const provider = session?.saml && (await context.store.findIdentityProvider(pool.id, session.provider))
  if (!provider || !session?.saml) return undefined
  const details = openDetails(context.vault, await refreshMetadata(context, provider))
  const { IDPSignout: isOn, SLORedirectBindingURI: destination } = details
  if (isOn !== 'true' || destination === undefined) return undefined
  const asked = writeLogoutRequest({
    id: `_${context.random.uuid()}`,
    now: context.now,
    destination,
    issuer: entityIdOf(pool.id),
    session: session.saml,
  })
  const expiresAt = context.now.getTime() + lifetimeSeconds * 1000
  const sealed = context.vault.seal(JSON.stringify({ location, expiresAt }), purposeOf(request))
  const key = await samlSigningKey(context, pool.id)
  return redirectWithRequest(destination, asked, sealed.toString('base64url'), key)
}

/**
 * `/saml2/logout`: a SAML provider sends the browser back. All that comes of it is that the browser goes on to where `/logout` was to
 * lead, which the RelayState says; so what the provider answers is not looked at.
 */
export async function samlLogout(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const { form } = request
  if (form.has('SAMLRequest'))
    return refuseOnPage('invalid_request', undefined, 'poolgate does not implement sign-out that a provider begins yet')
  const relayState = Buffer.from(form.get('RelayState') ?? '', 'base64url')
  const opened = openJson(context.vault, relayState, purposeOf(request))
  if (!isSealed(opened) || opened.expiresAt <= context.now.getTime())
    return refuseOnPage('invalid_request', undefined, 'RelayState is of no sign-out that goes on')
  return redirectTo(opened.location)
}

/** Only `samlSignOutAddress` seals for this purpose. */
function isSealed(value: unknown): value is { readonly location: string; readonly expiresAt: number } {
  return typeof value === 'object' && value !== null && 'location' in value && 'expiresAt' in value
}

function purposeOf({ pool, domain }: DomainRequest): string {
  return `saml-logout/${pool.id}/${domain.domain}`
}
