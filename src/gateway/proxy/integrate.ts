import { internalServerError, serviceUnavailable } from './answers.ts'
import { forwardRequest } from './forward-request.ts'
import { invokeFunction } from './invoke-function.ts'
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
    return integration.kind === 'function' ? invokeFunction(state, integration) : forwardRequest(state, integration)
  },
}
