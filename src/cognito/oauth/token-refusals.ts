import { type DomainAnswer, DomainRefusal } from '../domains/domain-exchange.ts'

/** What apps are told where they ask themselves, not by way of a browser (RFC 6749 section 5.2, RFC 7009 section 2.2.1). */
export type TokenError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'

/** Answers an app with JSON; pages of other sites may read it, as AWS lets them (developer guide, "Token endpoint"). */
export function answerJson(status: number, body: object, headers: Readonly<Record<string, string>> = {}): DomainAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'access-control-allow-origin': '*', ...headers },
    body: JSON.stringify(body),
  }
}

/**
 * Refuses an app's request with status 400. `detail` is for the log.
 * @param description what else the app is told
 */
export function refuseToken(error: TokenError, detail: string, description?: string): never {
  const body = { error, ...(description !== undefined && { error_description: description }) }
  throw new DomainRefusal(answerJson(400, body), detail)
}
