import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider'
import { startCollector } from '../../support/collector.ts'
import { sdkClients } from '../../support/sdk.ts'
import { startServer } from '../../support/server.ts'

/** A call that leaves a span. */
async function call(url: string): Promise<void> {
  const sdk = sdkClients(url)
  await sdk.cognito.send(new ListUserPoolsCommand({ MaxResults: 1 }))
  sdk.close()
}

describe('poolgate serve with the variables of OpenTelemetry', () => {
  it('sends spans where they say, with the headers and the name that they say, the last when it stops', async () => {
    const collector = await startCollector()
    const server = await startServer({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=k1',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_SERVICE_NAME: 'logins',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
        OTEL_BSP_SCHEDULE_DELAY: '600000',
      },
    })
    assert.match(await server.line(/"event":"traces-protocol"/), /"asked":"http\/json","taken":"http\/protobuf"/)
    await call(server.url)
    assert.deepEqual(collector.spans, [])
    assert.equal(await server.stop(), 0)
    assert.equal(collector.named('cognito-idp/ListUserPools').kind, 'server')
    const [request] = collector.requests
    assert.equal(request?.url, '/v1/traces')
    assert.equal(request?.headers['content-type'], 'application/x-protobuf')
    assert.equal(request?.headers['x-api-key'], 'k1')
    const [resource] = collector.resources
    assert.equal(resource?.['service.name'], 'logins')
    assert.equal(resource?.['deployment.environment.name'], 'test')
    assert.match(String(resource?.['service.version']), /^\d+\.\d+\.\d+/)
  })

  it('serves on and stops when nobody collects, and counts what was lost', async () => {
    const server = await startServer({
      args: ['--metrics'],
      env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces', OTEL_BSP_SCHEDULE_DELAY: '10' },
    })
    await call(server.url)
    assert.match(await server.line(/"event":"spans-not-exported"/), /"level":"warn"/)
    const answer = await fetch(`${server.url}/metrics`)
    assert.match(await answer.text(), /^poolgate_spans_total\{outcome="failed"\} [1-9]/m)
    await call(server.url)
    assert.equal(await server.stop(), 0)
  })

  it('sends none where they say so, and loads nothing for it', async () => {
    const collector = await startCollector()
    for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }]) {
      const server = await startServer({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...off } })
      await call(server.url)
      assert.equal(await server.stop(), 0)
    }
    assert.deepEqual(collector.requests, [])
  })
})
