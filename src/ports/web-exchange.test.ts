import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { createAddressPolicy } from './addresses.ts'
import { createWebExchange } from './web-exchange.ts'

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const exchange = createWebExchange(createAddressPolicy({ allowPrivate: true }))

describe('one request to a server elsewhere', () => {
  it('is sent as it is, and answered with status, headers and body, redirects included', async (t) => {
    const url = await serve(t, (request, response) => {
      let body = `${request.method} ${String(request.headers['x-a'])} `
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      request.on('end', () => response.writeHead(302, { location: '/elsewhere' }).end(body))
    })
    const { status, headers, body } = await exchange({ method: 'POST', url, headers: { 'x-a': 'b' }, body: 'ä' })
    assert.deepEqual([status, headers['location'], body], [302, '/elsewhere', 'POST b ä'])
  })

  it('has no answer when that is longer than a megabyte', async (t) => {
    const url = await serve(t, (_request, response) => response.end('x'.repeat(1_000_001)))
    await assert.rejects(exchange({ method: 'GET', url, headers: {} }), /answered more than 1000000 bytes/)
  })

  it('reaches no address that the policy refuses, by number or by name', async (t) => {
    const url = await serve(t, (_request, response) => response.end())
    const guarded = createWebExchange(createAddressPolicy({ allowPrivate: false }))
    for (const target of [url, url.replace('127.0.0.1', 'localhost')])
      await assert.rejects(guarded({ method: 'GET', url: target, headers: {} }), /may not be reached/)
  })
})
