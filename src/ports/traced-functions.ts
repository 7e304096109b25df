import type { Functions, Invocation } from './functions.ts'
import { inSpan, type SpanAttributes, type SpanOutcome, type Tracing } from './tracing.ts'

/** The same functions, whose every invocation is a span below that of who invokes; whoever runs them is told of it by `traceparent`. */
export function tracedFunctions(functions: Functions, tracing: Pick<Tracing, 'begin'> | undefined): Functions {
  if (tracing === undefined) return functions
  return {
    available: functions.available,
    reaches: (functionArn) => functions.reaches(functionArn),
    invoke: (functionArn, event, limits) => {
      const span = tracing.begin('client', 'Lambda/Invoke', describeFunction(functionArn))
      const headers = span && { headers: span.headers }
      return inSpan(span, () => functions.invoke(functionArn, event, { ...limits, ...headers }), describeInvocation)
    },
  }
}

/** By the semantic conventions for those who invoke functions. @param functionArn `arn:aws:lambda:{region}:{account}:function:{name}` */
export function describeFunction(functionArn: string): SpanAttributes {
  const [, , , region = '', , , name = ''] = functionArn.split(':')
  return {
    'faas.invoked_provider': 'aws',
    'faas.invoked_name': name,
    'faas.invoked_region': region,
    'aws.lambda.invoked_arn': functionArn,
  }
}

/** What a function says of its error may quote what it was given. */
function describeInvocation(invocation: Invocation): SpanOutcome {
  return {
    error:
      invocation.kind === 'failure'
        ? invocation.failure
        : invocation.kind === 'function-error'
          ? invocation.kind
          : undefined,
  }
}
