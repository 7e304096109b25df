import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { checkCollector } from './check-collector.ts'

describe('what doctor says of a collector', () => {
  it('is nothing where none is named', async () => {
    assert.deepEqual(await checkCollector({}, {}), [])
  })

  it('is that it answers, that nobody takes spans there, or that it cannot be asked', async (t) => {
    const server = createServer((request, response) => {
      request.resume()
      response.writeHead(request.url === '/v1/traces' ? 200 : 404).end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    t.after(() => server.close())
    const check = async (env: Readonly<Record<string, string>>) => {
      const [finding] = await checkCollector({ traces: true }, env)
      return `${finding?.state}: ${finding?.text}`
    }
    assert.equal(await check({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/` }), `ok: ${url}/v1/traces answers`)
    const elsewhere = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/spans` }
    assert.equal(await check(elsewhere), `warning: ${url}/spans answers 404: nobody takes spans there`)
    assert.match(
      await check({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }),
      /^warning: http:\/\/127\.0\.0\.1:9\/v1\/traces cannot be asked, and spans would be lost: ./,
    )
  })
})
