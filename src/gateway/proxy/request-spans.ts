import { describeFunction } from '../../ports/traced-functions.ts'
import type { Span, SpanAttributes, SpanOutcome, Tracing } from '../../ports/tracing.ts'
import type { Answer } from './answers.ts'
import { type Exchange, firstHeaderValue, headerValues } from './exchange.ts'
import type { Explanation } from './explanation.ts'
import type { FunctionIntegration, HttpIntegration } from './live-api.ts'
import type { Arrived, Integrated, Mapped, WithRoute } from './state.ts'

/*
 * Spans of requests, by the semantic conventions of OpenTelemetry for HTTP and for invoked functions. Most of what they say is
 * what the request's explanation says in the log; what the conventions do not name is `poolgate.*`.
 */

type Outcome<Result> = Result | Promise<Result>

/** @param traceId what the trace is called in the log, unless the client names its own */
export function beginRequestSpan(
  tracing: Pick<Tracing, 'receive'>,
  { headers, method }: Exchange,
  traceId: string | undefined,
): Span {
  const [traceparent, ...others] = headerValues(headers, 'traceparent')
  // Of several nobody knows which is meant (W3C Trace Context, section 3.2).
  const from = others.length > 0 ? {} : { traceparent, tracestate: headerValues(headers, 'tracestate').join(',') }
  return tracing.receive(describeMethod(method), from, traceId)
}

export function describeRequestSpan({ exchange, explanation, progress }: Arrived): SpanOutcome {
  const { apiId, stage, routeKey, status, reason } = explanation
  const route = routeKey?.replace(/^\S+ /, '')
  const method = describeMethod(exchange.method)
  const userAgent = firstHeaderValue(exchange.headers, 'user-agent')
  return {
    name: route === undefined ? method : `${method} ${route}`,
    attributes: {
      'http.request.method': method,
      'url.path': explanation.path,
      'url.scheme': exchange.secure ? 'https' : 'http',
      'server.address': (firstHeaderValue(exchange.headers, 'host') ?? '').replace(/:\d+$/, ''),
      'client.address': explanation.sourceIp,
      'network.protocol.version': exchange.httpVersion,
      'aws.request_id': explanation.requestId,
      'http.response.body.size': progress.responseLength,
      ...(userAgent !== undefined && { 'user_agent.original': userAgent.slice(0, 256) }),
      ...(route !== undefined && { 'http.route': route }),
      ...(status !== undefined && { 'http.response.status_code': status }),
      ...(apiId !== undefined && { 'poolgate.api_id': apiId }),
      ...(stage !== undefined && { 'poolgate.stage': stage }),
      ...(reason !== undefined && { 'poolgate.reason': reason }),
    },
    error: status === undefined ? 'client-gone' : status >= 500 ? String(status) : undefined,
  }
}

/** Runs an authorizer in a span; what it asks others for, keys or a function, is below it. */
export function traceAuthorizer<Result>(state: WithRoute, ask: () => Outcome<Result>): Outcome<Result> {
  const span = state.plane.tracing?.begin('internal', 'authorize')
  return settle(span, ask, () => describeAuthorizer(state.explanation))
}

function describeAuthorizer({ authorizer }: Explanation): SpanOutcome {
  const { authorizerId = '', decision = '', reason } = authorizer ?? {}
  const attributes = { 'poolgate.authorizer_id': authorizerId, 'poolgate.decision': decision }
  return { attributes: { ...attributes, ...(reason !== undefined && { 'poolgate.reason': reason }) } }
}

type Integration = HttpIntegration | FunctionIntegration

/** Asks an integration in a span of its own, which its `traceparent` names whether or not it is recorded. */
export function traceIntegration(
  state: Mapped,
  request: Span,
  integration: Integration,
  ask: (state: Mapped, integration: Integration) => Outcome<Integrated | Answer>,
): Outcome<Integrated | Answer> {
  const isFunction = integration.kind === 'function'
  const method = describeMethod(isFunction ? 'POST' : (integration.method ?? state.exchange.method))
  const span = state.plane.tracing?.begin('client', isFunction ? 'Lambda/Invoke' : method)
  const traced = withTraceHeaders(state, span ?? request)
  return settle(
    span,
    () => ask(traced, integration),
    () => describeIntegration(state.explanation, method, integration),
  )
}

function describeIntegration(explanation: Explanation, method: string, integration: Integration): SpanOutcome {
  const { target, status, error } = explanation.integration ?? {}
  const where =
    integration.kind === 'function' ? describeFunction(integration.functionArn) : describeUrl(method, target)
  return {
    attributes: {
      ...where,
      'poolgate.integration_id': integration.integrationId,
      ...(status !== undefined && { 'http.response.status_code': status }),
      ...(error !== undefined && { 'poolgate.reason': error }),
    },
    error: error !== undefined ? 'no-answer' : status !== undefined && status >= 400 ? String(status) : undefined,
  }
}

/** Runs work in a span, in one turn if it can. */
function settle<Result>(
  span: Span | undefined,
  work: () => Outcome<Result>,
  describe: () => SpanOutcome,
): Outcome<Result> {
  if (span === undefined) return work()
  const outcome = span.run(work)
  if (outcome instanceof Promise) return outcome.finally(() => span.end(describe))
  span.end(describe)
  return outcome
}

/** Who is asked knows the span as its parent, and not the client's. */
function withTraceHeaders(state: Mapped, span: Span): Mapped {
  const { outgoing } = state
  const others = outgoing.headers.filter(([name]) => !/^trace(?:parent|state)$/i.test(name))
  return { ...state, outgoing: { ...outgoing, headers: [...others, ...span.headers] } }
}

/** @param target `GET https://example.com/pets` */
function describeUrl(method: string, target = ''): SpanAttributes {
  const full = target.slice(target.indexOf(' ') + 1)
  const url = URL.parse(full)
  return {
    'http.request.method': method,
    'url.full': full,
    ...(url && {
      'server.address': url.hostname,
      'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    }),
  }
}

const methods: ReadonlySet<string> = new Set('CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '))

/** Clients can make methods up, and what a span is called is not for them to choose. */
function describeMethod(method: string): string {
  return methods.has(method) ? method : '_OTHER'
}
