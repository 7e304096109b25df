import type { DomainAnswer, DomainContext, DomainRequest } from '../../cognito/domains/domain-exchange.ts'
import { claimedClient } from '../../cognito/oauth/client-authentication.ts'
import { endpoints } from '../../cognito/oauth/endpoints.ts'
import type { ObservedCall } from '../../wire/service.ts'

/**
 * A request to an OAuth 2.0 endpoint as those who observe calls are told of it, its path for an operation; undefined for
 * pages, which call operations that are observed themselves.
 * @param isRefused whether the answer is a refusal
 */
export function describeDomainRequest(
  request: DomainRequest,
  { answer, isRefused }: { readonly answer: DomainAnswer; readonly isRefused: boolean },
  context: DomainContext,
  durationMs: number,
): ObservedCall | undefined {
  const { path, pool } = request
  if (!Object.hasOwn(endpoints, path)) return undefined
  const { requestId, now, region, accountId, sourceIp } = context
  const clientId = claimedClient(request)
  return {
    service: 'cognito-idp',
    operation: path,
    isPublic: true,
    requestId,
    sourceIp,
    call: { requestId, now, region, accountId, sourceIp },
    input: { UserPoolId: pool.id, ...(clientId !== undefined && { ClientId: clientId }) },
    ...(isRefused
      ? { error: errorOf(answer) }
      : { output: { AuthenticationResult: { AccessToken: tokenOf(answer) } } }),
    durationMs,
  }
}

/** The error that an answer tells, in its body or in the address it leads to. */
function errorOf({ headers, body, status }: DomainAnswer): string {
  const [, inAddress] = /[?#&]error=([a-z_]{1,40})(?:&|$)/.exec(String(headers['location'] ?? '')) ?? []
  const [, inBody] = /^\{"error":"([a-z_]{1,40})"/.exec(body) ?? []
  return inAddress ?? inBody ?? String(status)
}

function tokenOf({ body }: DomainAnswer): string | undefined {
  return /"access_token":"([^"]+)"/.exec(body)?.[1]
}
