import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  isValidTraceId,
  ROOT_CONTEXT,
  type Span as OpenTelemetrySpan,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources'
import { RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { boundedProcessor } from './span-queue.ts'
import { readSampler } from './trace-sampler.ts'
import type { Span, SpanOutcome, TraceContext, Tracing } from './tracing.ts'

// Loading the library takes some 0.2 s and 27 MB: import this file only for a server whose spans somebody collects.

/** Milliseconds for one batch, tries again included, where OTEL_EXPORTER_OTLP_TIMEOUT says nothing: a stop waits for the last. */
const exportTimeoutMs = 2000

/**
 * Spans to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` and its siblings name, by OTLP over HTTP in protobuf
 * (OpenTelemetry, "OpenTelemetry Protocol Exporter" and "Environment Variable Specification"). Nothing global is touched: a program
 * that poolgate is embedded in may have tracing of its own.
 */
export function openOtlpTracing(
  version: string,
  env: Readonly<Record<string, string | undefined>>,
  log: Log,
  metrics?: Pick<Metrics, 'spanSettled'>,
): Tracing {
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf'
  if (protocol !== 'http/protobuf') log.warn({ event: 'traces-protocol', asked: protocol, taken: 'http/protobuf' })
  const isTimeGiven = env['OTEL_EXPORTER_OTLP_TIMEOUT'] ?? env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT']
  const exporter = new OTLPTraceExporter(isTimeGiven ? {} : { timeoutMillis: exportTimeoutMs })
  const ids = new RandomIdGenerator()
  let wantedTraceId: string | undefined
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'poolgate', 'service.version': version }))
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    sampler: readSampler(env, log),
    idGenerator: {
      generateSpanId: () => ids.generateSpanId(),
      generateTraceId: () => wantedTraceId ?? ids.generateTraceId(),
    },
    spanProcessors: [boundedProcessor(exporter, env, log, metrics)],
  })
  const tracer = provider.getTracer('poolgate', version)
  const propagator = new W3CTraceContextPropagator()
  const current = new AsyncLocalStorage<Context>()

  function wrap(span: OpenTelemetrySpan, parent: Context): Span {
    const context = trace.setSpan(parent, span)
    return {
      traceId: span.spanContext().traceId,
      get headers() {
        const carrier: Record<string, string> = {}
        propagator.inject(context, carrier, defaultTextMapSetter)
        return Object.entries(carrier)
      },
      run: (work) => (span.isRecording() ? current.run(context, work) : work()),
      end: (describe) => end(span, describe),
    }
  }

  return {
    receive: (name, from: TraceContext, traceId) => {
      const parent = propagator.extract(ROOT_CONTEXT, from, defaultTextMapGetter)
      wantedTraceId = traceId !== undefined && isValidTraceId(traceId) ? traceId : undefined
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent)
      wantedTraceId = undefined
      return wrap(span, parent)
    },
    begin: (kind, name, attributes = {}) => {
      const parent = current.getStore()
      if (parent === undefined || !trace.getSpan(parent)?.isRecording()) return undefined
      const options = { kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes: { ...attributes } }
      return wrap(tracer.startSpan(name, options, parent), parent)
    },
    close: () =>
      provider.shutdown().catch((error: unknown) => log.warn({ event: 'spans-lost', reason: String(error) })),
  }
}

function end(span: OpenTelemetrySpan, describe: () => SpanOutcome = () => ({})): void {
  if (!span.isRecording()) return
  const { name, attributes, error } = describe()
  if (name !== undefined) span.updateName(name)
  span.setAttributes({ ...attributes, ...(error !== undefined && { 'error.type': error }) })
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
