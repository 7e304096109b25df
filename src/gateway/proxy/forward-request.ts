import { Answer, badRequest, payloadTooLarge, serviceUnavailable } from './answers.ts'
import { callBackend, type BeginCall } from './call-backend.ts'
import { splitTarget } from './check-head.ts'
import { headerValues } from './exchange.ts'
import type { IntegrationExplanation } from './explanation.ts'
import { forwardHeaders } from './forward-headers.ts'
import { inOnePiece } from '../in-one-piece.ts'
import type { HttpIntegration } from './live-api.ts'
import type { Integrated, Mapped } from './state.ts'
import type { RequestPath } from '../routing/request-path.ts'
import type { Target } from './target.ts'

const noBody = Buffer.alloc(0)

/** Forwards the request to the backend of an HTTP_PROXY integration. Once the client is gone, the answer is anything. */
export function forwardRequest(state: Mapped, integration: HttpIntegration): Answer | Promise<Integrated | Answer> {
  const target = findTarget(state, integration)
  if (target instanceof Answer) return target
  const { exchange, outgoing, plane } = state
  const { vpcLink } = integration
  const method = integration.method ?? exchange.method
  const begun = plane.clock.time()
  const explanation: IntegrationExplanation = { target: describeTarget(method, target) }
  state.explanation.integration = explanation
  const host = outgoing.host ?? hostOf(state, integration, target)
  const headers = forwardHeaders(exchange, outgoing, host, state.amznTraceId)
  const { backends } = plane
  const body = outgoing.body ?? exchange.wholeBody ?? (exchange.bodyLength === 0 ? noBody : undefined)
  const { secure, hostname, port, path } = target
  const begin: BeginCall = (toSend, settle) => {
    const request = { secure, hostname, port, method, path, headers, body: toSend }
    return backends.request(vpcLink ? { ...request, vpcLink } : request, settle)
  }
  return callBackend(exchange, body, begin, integration.timeoutInMillis, (outcome) => {
    explanation.latencyMs = plane.clock.time() - begun
    if (outcome.kind === 'failure') {
      explanation.error = outcome.error
      return outcome.failure === 'too-large' ? payloadTooLarge : serviceUnavailable
    }
    explanation.status = outcome.response.status
    return { ...state, response: outcome.response }
  })
}

/** A private backend sees the host that the client named, a public one its own. */
function hostOf({ exchange }: Mapped, { vpcLink }: HttpIntegration, target: Target): string {
  return (vpcLink && headerValues(exchange.headers, 'host')[0]) ?? target.host
}

/** Where the integration sends this request. */
export function findTarget(
  { match, outgoing, path, stagePath, explanation }: Mapped,
  integration: HttpIntegration,
): Target | Answer {
  const target = integration.resolveTarget({
    pathParameters: match.pathParameters,
    appendedPath: appendedPathOf(integration, path, stagePath),
    query: outgoing.query,
  })
  if (!('explanation' in target))
    return outgoing.path === undefined ? target : { ...target, path: replacePath(target.path, outgoing.path) }
  explanation.reason = target.explanation
  return badRequest
}

function appendedPathOf(
  { appendedPath }: HttpIntegration,
  path: RequestPath,
  stagePath: RequestPath,
): string | undefined {
  if (appendedPath === 'none') return undefined
  return appendedPath === 'path' ? path.raw : stagePath.raw
}

/** Another path before the same query. */
function replacePath(target: string, path: string): string {
  const [, query] = splitTarget(target)
  return query === undefined ? path : `${path}?${query}`
}

/** For the operator: method, origin and path; no query, since that may hold a token. */
export function describeTarget(method: string, { secure, host, path }: Target): string {
  return inOnePiece(`${method} ${secure ? 'https' : 'http'}://${host}${splitTarget(path)[0]}`)
}
