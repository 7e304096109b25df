import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import { readAuthorizationRequest, refuseOnPage, requireClientOfPool } from './authorization-request.ts'
import { endLoginSession } from './login-sessions.ts'
import { samlSignOutAddress } from './saml-logout.ts'

/**
 * `/logout` (developer guide, "Logout endpoint"): ends the browser's session and sends it to one of the client's LogoutURLs,
 * or to the login page when the app asks for the next sign-in at once. Nothing is ended by a request that leads nowhere.
 */
export async function logout(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const { pool, query, rawQuery } = request
  const client = await requireClientOfPool(context, pool, query)
  const [address, ...more] = query.getAll('logout_uri')
  if (address !== undefined) {
    if (more.length > 0 || client.settings.LogoutURLs?.includes(address) !== true)
      return refuseOnPage('redirect_mismatch', client.id, 'logout_uri is none of the LogoutURLs')
    return signOut(context, request, address)
  }
  if (!query.has('redirect_uri')) return refuseOnPage('invalid_request', client.id, 'there is no logout_uri')
  await readAuthorizationRequest(context, request)
  return signOut(context, request, `/login?${rawQuery}`)
}

/** Here, and by the SAML provider that signed the user in. */
async function signOut(context: DomainContext, request: DomainRequest, location: string): Promise<DomainAnswer> {
  const address = await samlSignOutAddress(context, request, location)
  return redirectTo(address ?? location, [await endLoginSession(context, request)])
}
