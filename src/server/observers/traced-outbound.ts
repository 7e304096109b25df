import type { FetchJsonResult, Outbound, SecretOutbound, TextOutbound } from '../../ports/outbound.ts'
import { inSpan, type SpanOutcome, type Tracing } from '../../ports/tracing.ts'

type AllOutbound = Outbound & TextOutbound & SecretOutbound

/** The same calls, each a span below that of who makes it. Their `traceparent` is not sent: they go to others than the operator's own. */
export function tracedOutbound(outbound: AllOutbound, tracing: Pick<Tracing, 'begin'> | undefined): AllOutbound {
  if (tracing === undefined) return outbound
  const begin = (method: string, target: string) => {
    const url = URL.parse(target)
    // A query may hold what is nobody else's to know.
    return tracing.begin('client', method, {
      'http.request.method': method,
      ...(url && { 'url.full': `${url.origin}${url.pathname}`, 'server.address': url.hostname }),
    })
  }
  return {
    fetchJson: (url, limits) => inSpan(begin('GET', url), () => outbound.fetchJson(url, limits), describe),
    fetchText: (url, limits) => inSpan(begin('GET', url), () => outbound.fetchText(url, limits), describe),
    callForJson: (call, limits) =>
      inSpan(begin(call.method, call.url), () => outbound.callForJson(call, limits), describe),
  }
}

function describe(result: { readonly ok: true } | Extract<FetchJsonResult, { ok: false }>): SpanOutcome {
  if (result.ok) return { attributes: { 'http.response.status_code': 200 } }
  const { failure, status } = result
  return { error: failure, ...(status !== undefined && { attributes: { 'http.response.status_code': status } }) }
}
