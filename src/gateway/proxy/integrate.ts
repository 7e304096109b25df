import { type Answer, internalServerError, serviceUnavailable } from './answers.ts'
import { forwardRequest } from './forward-request.ts'
import { invokeFunction } from './invoke-function.ts'
import type { FunctionIntegration, HttpIntegration } from './live-api.ts'
import { traceIntegration } from './request-spans.ts'
import type { Integrated, Mapped } from './state.ts'
import type { Step } from './step.ts'

/** Asks the route's integration and goes on with what it answers, whatever the status. */
export const integrate: Step<Mapped, Integrated> = {
  name: 'integrate',
  answers: [400, 413, 500, 503],
  run: (state) => {
    const { integration } = state.match.target
    if ('explanation' in integration) {
      state.explanation.reason = integration.explanation
      return integration.unavailable ? serviceUnavailable : internalServerError
    }
    const { span } = state
    return span ? traceIntegration(state, span, integration, ask) : ask(state, integration)
  },
}

function ask(state: Mapped, integration: HttpIntegration | FunctionIntegration): Answer | Promise<Integrated | Answer> {
  return integration.kind === 'function' ? invokeFunction(state, integration) : forwardRequest(state, integration)
}
