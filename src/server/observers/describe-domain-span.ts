import type { answerDomainRequest } from '../../cognito/domains/answer-domain-request.ts'
import type { DomainContext, DomainRequest } from '../../cognito/domains/domain-exchange.ts'
import { endpoints } from '../../cognito/oauth/endpoints.ts'
import { pages } from '../../cognito/pages/pages.ts'
import type { SpanOutcome } from '../../ports/tracing.ts'

/** What a request to a user pool's domain was and what came of it, by the semantic conventions of OpenTelemetry for HTTP. */
export function describeDomainSpan(
  { method, path, origin, pool }: DomainRequest,
  { requestId, sourceIp, region }: DomainContext,
  { answer, detail }: Awaited<ReturnType<typeof answerDomainRequest>>,
): SpanOutcome {
  const { protocol = '', hostname = '' } = URL.parse(origin) ?? {}
  const isKnown = Object.hasOwn(endpoints, path) || Object.hasOwn(pages, path)
  return {
    name: isKnown ? `${method} ${path}` : method,
    attributes: {
      'http.request.method': method,
      'url.path': path.slice(0, 2000),
      'url.scheme': protocol.replace(':', ''),
      'server.address': hostname,
      'client.address': sourceIp,
      'cloud.region': region,
      'aws.request_id': requestId,
      'poolgate.user_pool_id': pool.id,
      'http.response.status_code': answer.status,
      ...(isKnown && { 'http.route': path }),
      ...(detail !== undefined && { 'poolgate.reason': detail }),
    },
    error: answer.status >= 500 ? String(answer.status) : undefined,
  }
}
