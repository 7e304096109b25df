import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { proxyTo, send, startBackend, startGateway } from '../../../test/support/http-api.ts'
import { findTrace } from './trace-context.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const parent = `00-${trace}-b7ad6b7169203331-01`
const amzn = 'Root=1-5759e988-bd862e3fe1be46a994272793'
const find = (...headers: (readonly [string, string])[]) =>
  findTrace({ headers }, new Date(0x6921cd00 * 1000), {
    traceId: (seconds) => `${seconds.toString(16)}000102030405060708090a0b`,
  })
const traceOf = (...values: string[]) =>
  find(['X-Amzn-Trace-Id', amzn], ...values.map((value) => ['Traceparent', value] as const)).traceId

describe('the trace of a request', () => {
  it('is that of its traceparent, of later versions, too', () => {
    assert.equal(traceOf(parent), trace)
    assert.equal(traceOf(`cc-${trace}-b7ad6b7169203331-01-what-the-future-will-be-like`), trace)
  })

  it('is that of X-Amzn-Trace-Id when there is no traceparent, several, or one that is malformed', () => {
    const own = '5759e988bd862e3fe1be46a994272793'
    assert.equal(traceOf(), own)
    assert.equal(traceOf(parent, parent), own)
    for (const wrong of [
      `ff-${trace}-b7ad6b7169203331-01`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace.toUpperCase()}-b7ad6b7169203331-01`,
      `00-${trace}-b7ad6b7169203331`,
      `${parent}x`,
    ])
      assert.equal(traceOf(wrong), own, wrong)
    assert.equal(find(['X-Amzn-Trace-Id', `Self=1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa;${amzn}`]).traceId, own)
    assert.equal(find(['X-Amzn-Trace-Id', 'Root=anything']).traceId, undefined)
  })

  it('begins here when the client names none, and goes on behind what it names', () => {
    assert.deepEqual(find(), {
      amznTraceId: 'Root=1-6921cd00-000102030405060708090a0b',
      traceId: '6921cd00000102030405060708090a0b',
    })
    assert.equal(find(['X-Amzn-Trace-Id', amzn]).amznTraceId, `Self=1-6921cd00-000102030405060708090a0b;${amzn}`)
    assert.equal(find(['X-Amzn-Trace-Id', 'Self=1']).amznTraceId, 'Root=1-6921cd00-000102030405060708090a0b')
  })
})

it('a traceparent goes on as it came, and the log says which trace it was', async () => {
  const backend = await startBackend()
  const gateway = await startGateway(proxyTo(backend.origin))
  await send(gateway.port, 'GET /', [`Traceparent: ${parent}`, 'Tracestate: vendor=1'])
  await gateway.settled()
  const [seen] = backend.seen
  assert.equal(seen?.headers['traceparent'], parent)
  assert.equal(seen?.headers['tracestate'], 'vendor=1')
  assert.match(String(seen?.headers['x-amzn-trace-id']), /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
  const logged = gateway.log.entries.filter(({ event }) => event === 'http-api-request')
  assert.deepEqual(
    logged.map(({ traceId }) => traceId),
    [trace],
  )
})

it('none is made for a backend whose client sent none, as on AWS', async () => {
  const backend = await startBackend()
  const gateway = await startGateway(proxyTo(backend.origin))
  await send(gateway.port, 'GET /')
  await gateway.settled()
  const [seen] = backend.seen
  assert.equal(seen?.headers['traceparent'], undefined)
  const [, time = '', random = ''] = /^Root=1-(.{8})-(.{24})$/.exec(String(seen?.headers['x-amzn-trace-id'])) ?? []
  const { traceId } = gateway.log.entries.find(({ event }) => event === 'http-api-request')!
  assert.equal(traceId, time + random)
})
