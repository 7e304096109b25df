import type { PoolgateOptions } from '../server/poolgate-options.ts'
import type { Log } from '../ports/log.ts'
import { UsageError } from './command.ts'
import { jsonLog, prettyLog } from './log-output.ts'

/** Pretty on a terminal, unless it is said. */
export function readLog(format: string | undefined, print: (text: string) => void): Log {
  if (format === 'json') return jsonLog(print)
  if (format === 'pretty') return prettyLog(print)
  if (format === undefined) return process.stdout.isTTY ? prettyLog(print) : jsonLog(print)
  throw new UsageError(`--log ${format} must be pretty or json`)
}

export function readMetrics(
  isWanted: boolean | undefined,
  token: string | undefined,
): Pick<PoolgateOptions, 'metrics'> {
  if (isWanted !== true) return {}
  if (token !== undefined && !/^[\w.~+/-]{16,512}=*$/.test(token))
    throw new UsageError('POOLGATE_METRICS_TOKEN must have 16 to 512 letters, digits or any of -._~+/')
  return { metrics: token === undefined ? {} : { token } }
}

/** OpenTelemetry's own variables: platforms set them for all that they run. The exporter reads them itself. */
export function readTraces(env: Readonly<Record<string, string | undefined>>): Pick<PoolgateOptions, 'traces'> {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return {}
  const given = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].filter((name) =>
    env[name]?.trim(),
  )
  for (const name of given)
    if (!/^https?:$/.test(URL.parse(env[name] ?? '')?.protocol ?? ''))
      throw new UsageError(`${name} ${env[name]} is no http:// or https:// URL`)
  return given.length > 0 ? { traces: true } : {}
}
