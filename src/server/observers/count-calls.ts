import type { Metrics } from '../../ports/metrics.ts'
import { readSignInStep } from './sign-in-step.ts'
import type { ObservedCall } from '../../wire/service.ts'

/** Counts the calls of the AWS APIs, and the steps of sign-ins among them. */
export function countCalls(metrics: Pick<Metrics, 'apiCall' | 'signIn'>): (call: ObservedCall) => void {
  return (call) => {
    const { service, operation = 'unknown', error, durationMs } = call
    metrics.apiCall({ service, operation, seconds: durationMs / 1000, ...(error !== undefined && { error }) })
    const step = readSignInStep(call)
    if (step) metrics.signIn(step.flow, step.outcome)
  }
}
