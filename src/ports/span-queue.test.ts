import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Span, TraceFlags } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { recordingLog } from './log.ts'
import { boundedProcessor } from './span-queue.ts'

/** Spans on their way to an exporter whose answers are the test's to give. */
function openQueue(env: Readonly<Record<string, string>>) {
  const asked: ((error?: Error) => void)[] = []
  const exported: number[] = []
  const exporter: SpanExporter = {
    export: (spans, done) => {
      exported.push(spans.length)
      asked.push((error) => done(error ? { code: ExportResultCode.FAILED, error } : { code: ExportResultCode.SUCCESS }))
    },
    shutdown: async () => {},
  }
  const outcomes: string[] = []
  const log = recordingLog()
  const processor = boundedProcessor(exporter, env, log, { spanSettled: (outcome) => void outcomes.push(outcome) })
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test')
  const leave = (count: number): Span[] =>
    Array.from({ length: count }, () => {
      const span = tracer.startSpan('s')
      span.end()
      return span
    })
  return {
    asked,
    exported,
    outcomes,
    log,
    processor,
    leave,
    count: (wanted: string) => outcomes.filter((o) => o === wanted).length,
  }
}

/** What a promise chain that waits for nothing outside has come to. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the queue of spans', () => {
  const small = { OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2', OTEL_BSP_SCHEDULE_DELAY: '600000' }

  it('drops what finds it full while the collector says nothing, counts it, and tells of it once', async () => {
    const { leave, count, exported, log } = openQueue(small)
    const [span] = leave(20)
    assert.equal(span!.spanContext().traceFlags, TraceFlags.SAMPLED)
    assert.deepEqual(exported, [2])
    assert.equal(count('dropped'), 20 - 2 - 4)
    assert.deepEqual(
      log.entries.map(({ event }) => event),
      ['spans-dropped'],
    )
  })

  it('has room again as soon as the collector takes what waits', async () => {
    const { leave, count, asked, processor } = openQueue(small)
    leave(6)
    asked[0]!()
    await settle()
    asked[1]!()
    await settle()
    leave(2)
    assert.equal(count('dropped'), 0)
    assert.equal(count('exported'), 4)
    const closed = processor.shutdown()
    await settle()
    for (const answer of asked.slice(2)) answer()
    await closed
    assert.equal(count('exported'), 8)
  })

  it('counts what the collector refuses, and tells of it once until it takes something', async () => {
    const { leave, count, asked, log } = openQueue({ ...small, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' })
    const answers = [new Error('no'), new Error('no'), undefined, new Error('again')]
    for (const [turn, answer] of answers.entries()) {
      leave(1)
      await settle()
      asked[turn]!(answer)
      await settle()
    }
    assert.deepEqual([count('failed'), count('exported')], [3, 1])
    assert.deepEqual(
      log.entries.map(({ event, reason }) => [event, reason]),
      [
        ['spans-not-exported', 'no'],
        ['spans-not-exported', 'again'],
      ],
    )
  })
})
