import { type Exchange, headerValues } from './exchange.ts'

/** Version, trace, parent and flags; later versions may go on behind them (W3C Trace Context, section 3.2). */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/
/** Time and random part of an X-Ray trace, which together are the trace's id elsewhere. */
const root = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/

/**
 * The trace that a request belongs to, 32 hexadecimal digits: that of the client's `traceparent`, which goes on to the
 * backend as it came, else that of `X-Amzn-Trace-Id`.
 * @param amznTraceId as the backend gets it
 */
export function readTrace({ headers }: Pick<Exchange, 'headers'>, amznTraceId: string): string | undefined {
  const [given, ...others] = headerValues(headers, 'traceparent')
  const [, trace] = (others.length === 0 && given !== undefined && traceparent.exec(given)) || []
  if (trace !== undefined) return trace
  const [, time, random] = root.exec(amznTraceId) ?? []
  return time === undefined || random === undefined ? undefined : time + random
}
