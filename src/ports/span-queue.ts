import { ExportResultCode } from '@opentelemetry/core'
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** Spans that wait for the collector, in batches (OpenTelemetry, "Batch Span Processor": its defaults). */
const defaults = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 5000 }

/**
 * Hands spans to the exporter in batches. What finds the queue full, since the collector is slow or away, is dropped; what
 * becomes of spans is counted, and what goes wrong is told to the log once until it goes well again.
 */
export function boundedProcessor(
  exporter: SpanExporter,
  env: Readonly<Record<string, string | undefined>>,
  log: Pick<Log, 'warn'>,
  metrics?: Pick<Metrics, 'spanSettled'>,
): SpanProcessor {
  const limits = {
    maxQueueSize: readCount(env['OTEL_BSP_MAX_QUEUE_SIZE'], defaults.maxQueueSize),
    maxExportBatchSize: readCount(env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'], defaults.maxExportBatchSize),
    scheduledDelayMillis: readCount(env['OTEL_BSP_SCHEDULE_DELAY'], defaults.scheduledDelayMillis),
  }
  const told = new Set<string>()
  const tellOnce = (event: string, reason: string) => {
    if (told.has(event)) return
    told.add(event)
    log.warn({ event, reason })
  }
  let waiting = 0
  const counted: SpanExporter = {
    export: (spans, done) => {
      waiting -= spans.length
      exporter.export(spans, (result) => {
        const isExported = result.code === ExportResultCode.SUCCESS
        spans.forEach(() => metrics?.spanSettled(isExported ? 'exported' : 'failed'))
        if (isExported) told.clear()
        else tellOnce('spans-not-exported', result.error?.message ?? 'unknown')
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
  const batches = new BatchSpanProcessor({ exporter: counted, ...limits })
  return {
    onStart: () => {},
    onEnd: (span) => {
      if (waiting >= limits.maxQueueSize) {
        metrics?.spanSettled('dropped')
        return tellOnce('spans-dropped', `${waiting} spans wait for the collector`)
      }
      waiting++
      batches.onEnd(span)
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  }
}

function readCount(text: string | undefined, byDefault: number): number {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : byDefault
}
