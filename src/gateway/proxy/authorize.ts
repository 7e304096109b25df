import { authorizerError, refuse, refuseMissingToken, wwwAuthenticate, type Refusal } from '../jwt/refusal.ts'
import { readToken } from '../jwt/token.ts'
import { verifyToken, type Grant } from '../jwt/verify-token.ts'
import type { LiveAuthorizer } from './live-api.ts'
import { forbidden, unauthorized } from './answers.ts'
import type { Authorized, WithRoute } from './state.ts'
import type { Step } from './step.ts'

/** Asks the route's JWT authorizer, if it has one. Fails closed: with 401, with 403 only for missing scopes. */
export const authorize: Step<WithRoute, Authorized> = {
  name: 'authorize',
  answers: [401, 403],
  run: async (state) => {
    const { authorizer } = state.match.target
    if (authorizer === undefined) return { ...state, authorization: undefined }
    const decision = await decide(state, authorizer)
    state.explanation.authorizer = { authorizerId: authorizer.authorizerId, ...explain(decision) }
    if (decision.granted) {
      const scopes = authorizer.requiredScopes.length > 0 ? decision.scopes : null
      return { ...state, authorization: { kind: 'jwt', grant: decision, scopes } }
    }
    const header = wwwAuthenticate(decision, authorizer.requiredScopes)
    return decision.status === 403 ? forbidden(header) : unauthorized(header)
  },
}

async function decide(state: WithRoute, authorizer: LiveAuthorizer): Promise<Grant | Refusal> {
  const { keys, audience, requiredScopes } = authorizer
  const [value, ...others] = authorizer.readIdentity(state.exchange.headers, state.query)
  if (others.length > 0)
    return refuse(
      'token-ambiguous',
      'more than one token provided',
      `the request has ${authorizer.identitySource} more than once`,
    )
  if (value === undefined || value === '') return refuseMissingToken(authorizer.identitySource)
  return verifyToken(readToken(value), {
    keys,
    audience,
    requiredScopes,
    now: state.receivedAt,
    leeway: state.plane.tokenLeewaySeconds,
    signatures: state.signatures,
  })
}

function explain(decision: Grant | Refusal) {
  if (decision.granted) {
    const sub = decision.claims.get('sub')
    return { decision: 'allow' as const, ...(typeof sub === 'string' && { sub }) }
  }
  const { reason, explanation } = decision
  return { decision: 'deny' as const, reason, error: authorizerError(decision), explanation }
}
