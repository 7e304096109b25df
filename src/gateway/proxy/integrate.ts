import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { LiveIntegration } from './live-api.ts'
import { badRequest, internalServerError, payloadTooLarge, serviceUnavailable, type Answer } from './answers.ts'
import { callBackend } from './call-backend.ts'
import { splitTarget } from './check-head.ts'
import { pairHeaders } from './exchange.ts'
import type { IntegrationExplanation } from './explanation.ts'
import { forwardHeaders, returnHeaders } from './forward-headers.ts'
import type { Authorized } from './state.ts'
import type { Step } from './step.ts'
import type { Target } from './target.ts'

/** The backend's answer went to the client, as far as both stayed. */
export interface Sent {
  readonly sent: true
}

/** Forwards the request to the backend of an HTTP_PROXY integration and streams its answer back. */
export const integrate: Step<Authorized, Sent> = {
  name: 'integrate',
  answers: [400, 413, 500, 503],
  run: async (state) => {
    const { integration } = state.match.target
    if ('explanation' in integration) {
      state.explanation.reason = integration.explanation
      return internalServerError
    }
    const target = integration.resolveTarget({
      pathParameters: state.match.pathParameters,
      appendedPath: integration.appendsPath ? state.path.raw : undefined,
      query: state.query,
    })
    if ('explanation' in target) {
      state.explanation.reason = target.explanation
      return badRequest
    }
    return forward(state, integration, target)
  },
}

async function forward(state: Authorized, integration: LiveIntegration, target: Target): Promise<Sent | Answer> {
  const { exchange, plane } = state
  const method = integration.method ?? exchange.method
  const begun = plane.clock.now()
  const explanation: IntegrationExplanation = { target: describeTarget(method, target) }
  state.explanation.integration = explanation
  const headers = forwardHeaders(exchange, target.host, begun, plane.random)
  const begin = () => plane.backends.request({ ...target, method, headers })
  const outcome = await callBackend(exchange, begin, integration.timeoutInMillis)
  explanation.latencyMs = plane.clock.now().getTime() - begun.getTime()
  if (outcome.kind === 'failure') {
    explanation.error = outcome.error
    // Nobody is left to answer, so the explanation has no status either.
    if (outcome.failure === 'client-gone') return { sent: true }
    return outcome.failure === 'too-large' ? payloadTooLarge : serviceUnavailable
  }
  return sendBack(state, outcome.response, explanation)
}

/** Streams the response; when either side fails midway, both connections are cut, so that nobody takes a part for all. */
async function sendBack(
  { exchange, requestId, explanation }: Authorized,
  response: IncomingMessage,
  integration: IntegrationExplanation,
): Promise<Sent | Answer> {
  const status = response.statusCode ?? 0
  integration.status = status
  try {
    const sink = exchange.begin(status, returnHeaders(pairHeaders(response.rawHeaders), status, requestId))
    explanation.status = status
    await pipeline(response, sink)
  } catch (error) {
    integration.error = error instanceof Error ? error.message : String(error)
    response.destroy()
    if (!exchange.begun) return serviceUnavailable
    exchange.abort()
  }
  return { sent: true }
}

function describeTarget(method: string, { secure, host, path }: Target): string {
  return `${method} ${secure ? 'https' : 'http'}://${host}${splitTarget(path)[0]}`
}
