import { type DomainAnswer, type DomainContext, type DomainRequest, redirectTo } from '../domains/domain-exchange.ts'
import { readAuthorizationRequest } from './authorization-request.ts'
import { beginFederation } from './begin-federation.ts'
import { locationWithAnswer } from './complete-sign-in.ts'
import { findLoginSession, serves } from './login-sessions.ts'
import { refuseToApp } from './return-address.ts'

/**
 * `/oauth2/authorize` (RFC 6749 section 3.1; developer guide, "Authorize endpoint"): answers the app for a browser that has
 * a session, and leads every other one to the login page with the same query, or to the identity provider that the app
 * asks for. A form may be posted in place of the query (OpenID Connect Core section 3.1.2.1).
 */
export async function authorize(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const asked =
    request.method === 'POST' ? { ...request, query: request.form, rawQuery: request.form.toString() } : request
  const authorization = await readAuthorizationRequest(context, asked)
  const session = await findLoginSession(context, request)
  if (session && serves(session, authorization)) {
    const { user, authenticatedAt } = session
    return redirectTo(await locationWithAnswer(context, request, authorization, { user }, authenticatedAt))
  }
  if (authorization.prompt === 'none') return refuseToApp(authorization, 'login_required', 'the browser has no session')
  const { identityProvider = 'COGNITO' } = authorization
  if (identityProvider !== 'COGNITO') return beginFederation(context, asked, authorization, identityProvider)
  return redirectTo(`/login?${asked.rawQuery}`)
}
