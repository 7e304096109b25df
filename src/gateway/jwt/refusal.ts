import { inOnePiece } from '../in-one-piece.ts'

/** Why a token was refused: a stable name for logs, and for the client what the recordings of AWS show. */
export type RefusalReason =
  | 'token-missing'
  | 'token-ambiguous'
  | 'token-malformed'
  | 'algorithm-refused'
  | 'extension-refused'
  | 'kid-missing'
  | 'kid-unknown'
  | 'key-unfit'
  | 'signature-invalid'
  | 'discovery-failed'
  | 'jwks-failed'
  | 'issuer-mismatch'
  | 'audience-mismatch'
  | 'expired'
  | 'not-yet-valid'
  | 'issued-in-future'
  | 'scope-missing'

export interface Refusal {
  readonly granted: false
  readonly status: 401 | 403
  readonly reason: RefusalReason
  /** Code and text that the client sees in `www-authenticate`. */
  readonly error: 'missing' | 'invalid_token' | 'insufficient_scope'
  readonly description: string
  /** `$context.authorizer.error`: both of them. */
  readonly authorizerError: string
  /** What was wrong with which values, for the operator only; never holds the token. */
  readonly explanation: string
}

/** Refuses with 401. @param description printable ASCII without quotes: it goes into a header */
export function refuse(reason: RefusalReason, description: string, explanation: string): Refusal {
  return createRefusal({ status: 401, reason, error: 'invalid_token', description, explanation })
}

export function refuseMissingToken(identitySource: string): Refusal {
  const explanation = `the request has no ${identitySource}`
  const description = 'token not provided'
  return createRefusal({ status: 401, reason: 'token-missing', error: 'missing', description, explanation })
}

/** Refuses with 403. AWS's text for this case is not recorded anywhere. */
export function refuseScopes(explanation: string): Refusal {
  const description = 'the token does not have a required scope'
  return createRefusal({ status: 403, reason: 'scope-missing', error: 'insufficient_scope', description, explanation })
}

function createRefusal(given: Pick<Refusal, 'status' | 'reason' | 'error' | 'description' | 'explanation'>): Refusal {
  const { status, reason, error, description } = given
  const authorizerError = inOnePiece(`${error}: ${description}`)
  return {
    granted: false,
    status,
    reason,
    error,
    description,
    authorizerError,
    explanation: inOnePiece(given.explanation),
  }
}

/**
 * The `www-authenticate` header of a refusal: parameters are separated by single spaces, `scope` lists what the route
 * asks for. (RFC 6750 section 3 would have commas; API Gateway has none.)
 */
export function wwwAuthenticate(refusal: Refusal, routeScopes: readonly string[]): string {
  if (refusal.error === 'missing') return 'Bearer'
  return `Bearer scope="${routeScopes.join(' ')}" error="${refusal.error}" error_description="${refusal.description}"`
}

/** Makes a value from a token presentable in an explanation: one line, quoted, of bounded length. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}...` : text
}
