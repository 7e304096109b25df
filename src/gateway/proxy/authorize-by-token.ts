import { refuse, wwwAuthenticate, type Refusal } from '../jwt/refusal.ts'
import { readToken } from '../jwt/token.ts'
import { verifyToken, type Grant } from '../jwt/verify-token.ts'
import { forbidden, unauthorized, type Answer } from './answers.ts'
import type { JwtAuthorization } from './authorization.ts'
import type { AuthorizerExplanation } from './explanation.ts'
import type { TokenAuthorizer } from './live-api.ts'
import type { WithRoute } from './state.ts'

/** Asks a JWT authorizer: 401 without a valid token, 403 without a scope that the route asks for. */
export function authorizeByToken(
  state: WithRoute,
  authorizer: TokenAuthorizer,
): JwtAuthorization | Answer | Promise<JwtAuthorization | Answer> {
  const decision = decide(state, authorizer)
  return decision instanceof Promise
    ? decision.then((made) => conclude(state, authorizer, made))
    : conclude(state, authorizer, decision)
}

function conclude(state: WithRoute, authorizer: TokenAuthorizer, decision: Grant | Refusal): JwtAuthorization | Answer {
  state.explanation.authorizer = explain(authorizer.authorizerId, decision)
  if (decision.granted) {
    const scopes = authorizer.requiredScopes.length > 0 ? decision.scopes : null
    return { kind: 'jwt', grant: decision, scopes }
  }
  const header = wwwAuthenticate(decision, authorizer.requiredScopes)
  return decision.status === 403 ? forbidden(header) : unauthorized(header)
}

function decide(state: WithRoute, authorizer: TokenAuthorizer): Grant | Refusal | Promise<Grant | Refusal> {
  const { keys, audience, requiredScopes } = authorizer
  const [value, ...others] = authorizer.readIdentity(state.exchange.headers, state.query)
  if (others.length > 0)
    return refuse(
      'token-ambiguous',
      'more than one token provided',
      `the request has ${authorizer.identitySource} more than once`,
    )
  if (value === undefined || value === '') return authorizer.missingToken
  return verifyToken(readToken(value), {
    keys,
    audience,
    requiredScopes,
    now: state.receivedAt,
    leeway: state.plane.tokenLeewaySeconds,
    signatures: state.signatures,
  })
}

function explain(authorizerId: string, decision: Grant | Refusal): AuthorizerExplanation {
  if (decision.granted) {
    const { sub } = decision
    return sub === undefined ? { authorizerId, decision: 'allow' } : { authorizerId, decision: 'allow', sub }
  }
  const { reason, authorizerError, explanation } = decision
  return { authorizerId, decision: 'deny', reason, error: authorizerError, explanation }
}
