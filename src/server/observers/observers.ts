import { join } from 'node:path'
import { auditCalls } from './audit-calls.ts'
import { countCalls } from './count-calls.ts'
import type { PoolgateOptions } from '../poolgate-options.ts'
import { type AuditLog, fileAuditLog, streamAuditLog } from '../../ports/audit-log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { ReadableMetrics } from '../../ports/metrics.ts'
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

/** Those who are told of calls, as one. */
export function observers(
  metrics: ReadableMetrics | undefined,
  audit: AuditLog | undefined,
  clock: Clock,
): Pick<Runtime, 'observe'> {
  const all = [metrics && countCalls(metrics), audit && auditCalls(audit, clock)].filter((one) => one !== undefined)
  if (all.length === 0) return {}
  return {
    observe: (call) => {
      for (const observe of all) observe(call)
    },
  }
}
