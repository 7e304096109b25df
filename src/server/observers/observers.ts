import { join } from 'node:path'
import { auditCalls } from './audit-calls.ts'
import { countCalls } from './count-calls.ts'
import { traceCalls } from './trace-calls.ts'
import type { PoolgateOptions } from '../poolgate-options.ts'
import { type AuditLog, fileAuditLog, streamAuditLog } from '../../ports/audit-log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Metrics, ReadableMetrics } from '../../ports/metrics.ts'
import type { Tracing } from '../../ports/tracing.ts'
import { version } from '../../version.ts'
import type { Runtime } from '../../wire/service.ts'

/** The library behind it is loaded only where somebody wants metrics. */
export async function createMetrics({ metrics }: PoolgateOptions): Promise<ReadableMetrics | undefined> {
  if (metrics === undefined) return undefined
  const { createPrometheusMetrics } = await import('../../ports/prometheus-metrics.ts')
  return createPrometheusMetrics()
}

/** Undefined where nobody asked for one: in development, unless it is named. */
export function openAuditLog({ auditLog, mode }: PoolgateOptions, dataDir: string, log: Log): AuditLog | undefined {
  const file = auditLog ?? (mode === 'production' ? join(dataDir, 'audit.log') : 'none')
  if (file === 'none') return undefined
  return file === '-' ? streamAuditLog((line) => void process.stdout.write(line)) : fileAuditLog(file, log)
}

/** Undefined where nobody collects spans; the library behind them is loaded only where somebody does. */
export async function openTracing(
  { traces }: PoolgateOptions,
  log: Log,
  metrics?: Metrics,
): Promise<Tracing | undefined> {
  if (!traces) return undefined
  const { openOtlpTracing } = await import('../../ports/otlp-tracing.ts')
  return openOtlpTracing(version(), process.env, log, metrics)
}

/** Those who are told of calls, as one. */
export function observers(
  metrics: ReadableMetrics | undefined,
  audit: AuditLog | undefined,
  tracing: Tracing | undefined,
  clock: Clock,
): Pick<Runtime, 'observe' | 'tracing'> {
  const all = [
    metrics && countCalls(metrics),
    audit && auditCalls(audit, clock),
    // It ends the spans, and so comes last.
    tracing && traceCalls,
  ].filter((one) => one !== undefined)
  if (all.length === 0) return {}
  return {
    ...(tracing && { tracing }),
    observe: (call) => {
      for (const observe of all) observe(call)
    },
  }
}
