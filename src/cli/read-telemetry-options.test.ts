import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from './command.ts'
import { readTraces } from './read-telemetry-options.ts'

describe('whether spans are sent', () => {
  it('is said by the endpoint of a collector, whichever of the two variables has it', () => {
    assert.deepEqual(readTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }), { traces: true })
    assert.deepEqual(readTraces({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/v1/traces' }), {
      traces: true,
    })
    assert.deepEqual(readTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ', OTEL_SERVICE_NAME: 'logins' }), {})
  })

  it('may be denied by the variables that OpenTelemetry has for it', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
    assert.deepEqual(readTraces({ ...endpoint, OTEL_SDK_DISABLED: 'True' }), {})
    assert.deepEqual(readTraces({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }), {})
    assert.deepEqual(readTraces({ ...endpoint, OTEL_SDK_DISABLED: 'false' }), { traces: true })
  })

  it('is refused for an endpoint that is no URL, which the exporter would take for its default', () => {
    for (const endpoint of ['collector:4318', 'grpc://collector:4317', 'collector'])
      assert.throws(
        () => readTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
        new UsageError(`OTEL_EXPORTER_OTLP_ENDPOINT ${endpoint} is no http:// or https:// URL`),
      )
  })
})
