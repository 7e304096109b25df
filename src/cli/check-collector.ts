import { type Finding, ok, type Placed, reasonOf, warning } from './finding.ts'

const timeoutMs = 3000

/** Whether the collector that `OTEL_*` variables name would get spans. A server does without, so nothing here is a failure. */
export async function checkCollector(
  { traces }: Pick<Placed, 'traces'>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Finding[]> {
  if (!traces) return []
  const about = 'collector'
  try {
    await import('../ports/otlp-tracing.ts')
  } catch (error) {
    return [warning(about, `no spans are sent, since OpenTelemetry is not installed: ${reasonOf(error)}`)]
  }
  const base = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.replace(/\/$/, '')
  const url = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || `${base}/v1/traces`
  try {
    // No spans at all are a request, too. Whoever refuses it is there.
    const headers = { 'content-type': 'application/x-protobuf' }
    const { status } = await fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(timeoutMs) })
    return status === 404
      ? [warning(about, `${url} answers 404: nobody takes spans there`)]
      : [ok(about, `${url} answers`)]
  } catch (error) {
    const { cause }: { cause?: unknown } = Object(error)
    return [warning(about, `${url} cannot be asked, and spans would be lost: ${reasonOf(cause ?? error)}`)]
  }
}
