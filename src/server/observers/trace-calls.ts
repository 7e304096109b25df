import type { SpanAttributes } from '../../ports/tracing.ts'
import { readSignInStep } from './sign-in-step.ts'
import type { ObservedCall } from '../../wire/service.ts'

/**
 * Ends the spans of calls, by the semantic conventions of OpenTelemetry for clients of the AWS APIs: a span is an error where a
 * metric and the audit log have one.
 */
export function traceCalls(observed: ObservedCall): void {
  const { service, operation = 'unknown', span, error } = observed
  span?.end(() => ({ name: `${service}/${operation}`, attributes: describe(observed, operation), error }))
}

function describe(observed: ObservedCall, operation: string): SpanAttributes {
  const { service, requestId, sourceIp, call } = observed
  const step = readSignInStep(observed)
  return {
    'rpc.system': 'aws-api',
    'rpc.service': service,
    'rpc.method': operation,
    'aws.request_id': requestId,
    'client.address': sourceIp,
    ...(call && { 'cloud.region': call.region }),
    ...(step && { 'poolgate.sign_in.flow': step.flow, 'poolgate.sign_in.outcome': step.outcome }),
  }
}
