import { findContextReader, isContextVariable, type ContextSource } from '../proxy/context-variables.ts'
import type { IntegrationExplanation } from '../proxy/explanation.ts'

/** A request that is over, as an access log tells of it. */
export interface FinishedRequest {
  readonly request: ContextSource
  /** Undefined when the client went away before it got one. */
  readonly status: number | undefined
  /** The message of an answer that the gateway gave itself. */
  readonly errorMessage: string | undefined
  /** Bytes of the answer's body. */
  readonly responseLength: number
  readonly durationMs: number
  /** Why the authorizer refused, in AWS's words. */
  readonly authorizerError: string | undefined
  readonly integration: Pick<IntegrationExplanation, 'status' | 'latencyMs' | 'error'> | undefined
}

type Read = (finished: FinishedRequest) => string | number | undefined

/** What is known only when a request is over; the rest is `../proxy/context-variables.ts`. */
const variables: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['authorizer.error', ({ authorizerError }) => authorizerError],
  ['error.message', ({ errorMessage }) => errorMessage],
  ['error.messageString', ({ errorMessage }) => errorMessage && JSON.stringify(errorMessage)],
  ['error.responseType', ({ errorMessage, status }) => errorMessage && responseType(status)],
  ['integration.error', ({ integration }) => integration?.error],
  ['integration.integrationStatus', ({ integration }) => integration?.status],
  ['integration.latency', ({ integration }) => integration?.latencyMs],
  ['integration.status', ({ integration }) => integration?.status],
  ['integrationErrorMessage', ({ integration }) => integration?.error],
  ['integrationLatency', ({ integration }) => integration?.latencyMs],
  ['integrationStatus', ({ integration }) => integration?.status],
  ['responseLatency', ({ durationMs }) => durationMs],
  ['responseLength', ({ responseLength }) => responseLength],
  ['status', ({ status }) => status],
])

/**
 * What AWS takes and requests here never have: identity pools, organizations, AWS's own request ids and metering
 * (page "Customize HTTP API access logs").
 */
const absent: ReadonlySet<string> = new Set([
  'awsEndpointRequestId',
  'awsEndpointRequestId2',
  'dataProcessed',
  'identity.cognitoAuthenticationProvider',
  'identity.cognitoAuthenticationType',
  'identity.cognitoIdentityId',
  'identity.cognitoIdentityPoolId',
  'identity.principalOrgId',
  'integration.requestId',
  'resourcePath',
])

/** How to read a `$context` variable; undefined for one that HTTP APIs do not have. */
export function findVariable(name: string): Read | undefined {
  const known = variables.get(name)
  if (known) return known
  if (absent.has(name)) return () => undefined
  // Names of claims may have colons and hyphens.
  if (!isContextVariable(name) && !/^authorizer\.(claims\..+|[\w.-]+)$/.test(name)) return undefined
  const read = findContextReader(name)
  return ({ request }) => read(request)
}

/** Names of gateway responses (page "Gateway response types"), which REST APIs answer for these statuses. */
function responseType(status: number | undefined): string {
  const types: Readonly<Record<number, string>> = {
    401: 'UNAUTHORIZED',
    403: 'ACCESS_DENIED',
    404: 'RESOURCE_NOT_FOUND',
    413: 'REQUEST_TOO_LARGE',
    429: 'THROTTLED',
    503: 'INTEGRATION_FAILURE',
  }
  return types[status ?? 0] ?? (status !== undefined && status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')
}
