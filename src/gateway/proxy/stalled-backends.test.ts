import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'node:test'
import { proxyTo, sendRaw, startBackend, startGateway } from '../../../test/support/http-api.ts'

it('a backend that says nothing more within its answer is given up, and the answer does not look whole', async () => {
  const given = Promise.withResolvers<void>()
  const backend = await startBackend((response) => {
    void once(response, 'close').then(() => given.resolve())
    response.writeHead(200, { 'content-length': 10 }).write('half')
  })
  const gateway = await startGateway(proxyTo(backend.origin), { silence: 500 })
  const { status, headers, body } = await sendRaw(gateway.port, 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n')
  assert.deepEqual([status, headers['content-length'], body], [200, '10', 'half'])
  await given.promise
  await gateway.settled()
})
