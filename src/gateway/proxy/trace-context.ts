import { firstHeaderValue, type Exchange, headerValues } from './exchange.ts'
import type { RequestIds } from './request-ids.ts'

/** What traces know a request by. */
export interface Trace {
  /** `X-Amzn-Trace-Id` as the backend gets it. */
  readonly amznTraceId: string
  /** 32 hexadecimal digits; undefined when a client's `X-Amzn-Trace-Id` names none. */
  readonly traceId: string | undefined
}

/** Version, trace, parent and flags; later versions may go on behind them (W3C Trace Context, section 3.2). */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/
/** Time and random part of an X-Ray trace, which together are the trace's id elsewhere. */
const root = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/

/**
 * The trace that a request belongs to: that of the client's `traceparent`, which goes on to the backend as it came, else
 * that of `X-Amzn-Trace-Id`: `Root=1-{epoch seconds in hex}-{24 hex}`; behind another tracing proxy `Self=...` before what
 * came in.
 */
export function findTrace({ headers }: Pick<Exchange, 'headers'>, now: Date, ids: Pick<RequestIds, 'traceId'>): Trace {
  const traceId = ids.traceId(Math.floor(now.getTime() / 1000))
  const own = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
  const received = firstHeaderValue(headers, 'x-amzn-trace-id')
  const parent = readParent(headers)
  if (!received?.includes('Root=')) return { amznTraceId: `Root=${own}`, traceId: parent ?? traceId }
  const [, time, random] = root.exec(received) ?? []
  const named = time === undefined || random === undefined ? undefined : time + random
  return { amznTraceId: `Self=${own};${received}`, traceId: parent ?? named }
}

function readParent(headers: Exchange['headers']): string | undefined {
  const [given, ...others] = headerValues(headers, 'traceparent')
  return given === undefined || others.length > 0 ? undefined : traceparent.exec(given)?.[1]
}
