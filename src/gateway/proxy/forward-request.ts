import { Readable } from 'node:stream'
import { badRequest, payloadTooLarge, serviceUnavailable, type Answer } from './answers.ts'
import { callBackend, type BodySource } from './call-backend.ts'
import { splitTarget } from './check-head.ts'
import { pairHeaders } from './exchange.ts'
import type { IntegrationExplanation } from './explanation.ts'
import { forwardHeaders } from './forward-headers.ts'
import type { HttpIntegration } from './live-api.ts'
import type { IntegrationResponse, Mapped } from './state.ts'
import type { Target } from './target.ts'

/** Forwards the request to the backend of an HTTP_PROXY integration. Once the client is gone, the answer is anything. */
export async function forwardRequest(
  state: Mapped,
  integration: HttpIntegration,
): Promise<IntegrationResponse | Answer> {
  const target = integration.resolveTarget({
    pathParameters: state.match.pathParameters,
    appendedPath: integration.appendsPath ? state.path.raw : undefined,
    query: state.outgoing.query,
  })
  if ('explanation' in target) {
    state.explanation.reason = target.explanation
    return badRequest
  }
  const { exchange, outgoing, plane } = state
  const method = integration.method ?? exchange.method
  const begun = plane.clock.now()
  const explanation: IntegrationExplanation = { target: describeTarget(method, target) }
  state.explanation.integration = explanation
  const headers = forwardHeaders(exchange, outgoing, outgoing.host ?? target.host, begun, plane.random)
  const path = outgoing.path === undefined ? target.path : replacePath(target.path, outgoing.path)
  const begin = () => plane.backends.request({ ...target, path, method, headers })
  const outcome = await callBackend(bodySource(state), begin, integration.timeoutInMillis)
  explanation.latencyMs = plane.clock.now().getTime() - begun.getTime()
  if (outcome.kind === 'failure') {
    explanation.error = outcome.error
    return outcome.failure === 'too-large' ? payloadTooLarge : serviceUnavailable
  }
  const { response } = outcome
  explanation.status = response.statusCode ?? 0
  return { status: explanation.status, headers: pairHeaders(response.rawHeaders), body: response }
}

/** The client's body as it comes in, or the one that was read to map it. */
function bodySource({ exchange, outgoing: { body } }: Mapped): BodySource {
  if (body === undefined) return exchange
  return { body: Readable.from([body]), bodyLength: body.length, clientGone: exchange.clientGone }
}

/** Another path before the same query. */
function replacePath(target: string, path: string): string {
  const [, query] = splitTarget(target)
  return query === undefined ? path : `${path}?${query}`
}

function describeTarget(method: string, { secure, host, path }: Target): string {
  return `${method} ${secure ? 'https' : 'http'}://${host}${splitTarget(path)[0]}`
}
