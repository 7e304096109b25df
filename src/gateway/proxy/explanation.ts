/** Why a request was let through or refused, for the operator: one log entry for each request. Never holds a token. */
export type Explanation = {
  readonly event: 'http-api-request'
  readonly requestId: string
  /** Unknown until a custom domain's mapping is found. */
  apiId?: string
  /** The key and the custom domain that led to the API. */
  apiMapping?: string
  readonly method: string
  /** As sent, without the query. */
  readonly path: string
  readonly sourceIp: string
  /** 32 hexadecimal digits, by which other services know the trace, too. */
  traceId?: string
  stage?: string
  routeKey?: string
  /** The status that the client got; absent when it went away before. */
  status?: number
  /** Why the gateway answered by itself. */
  reason?: string
  authorizer?: AuthorizerExplanation
  /** Keys of parameter mappings whose variable had no value. */
  skippedMappings?: readonly string[]
  integration?: IntegrationExplanation
  durationMs?: number
}

export interface AuthorizerExplanation {
  /** `AWS_IAM` on routes that have no authorizer but that. */
  readonly authorizerId: string
  readonly decision: 'allow' | 'deny'
  /** The `sub` of a token that was accepted. */
  readonly sub?: string
  /** The ARN of who signed a request that was let through. */
  readonly caller?: string
  /** A stable name of the check that failed. */
  readonly reason?: string
  /** `$context.authorizer.error`. */
  readonly error?: string
  /** The values that did not agree. */
  readonly explanation?: string
}

export interface IntegrationExplanation {
  /** Method, origin and path; no query, since that may hold a token. */
  readonly target: string
  /** The backend's status. */
  status?: number
  /** Milliseconds until the backend's headers were there. */
  latencyMs?: number
  error?: string
}
