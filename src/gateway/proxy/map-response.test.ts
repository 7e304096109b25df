import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ServerResponse } from 'node:http'
import { assertGatewayAnswer, proxyTo, send, startBackend, startGateway } from '../../../test/support/http-api.ts'

async function start(
  responseParameters: Record<string, Record<string, string>>,
  answer: (response: ServerResponse) => void,
) {
  const backend = await startBackend(answer)
  return startGateway(proxyTo(backend.origin, '$default', { responseParameters }))
}

describe('response parameters', () => {
  it('change status and headers of the statuses they are for (C45)', async () => {
    const parameters = { '500': { 'overwrite:statuscode': '403', 'append:header.h': 'mapped' } }
    let status = 500
    const { port } = await start(parameters, (response) => response.writeHead(status).end('body'))
    const mapped = await send(port, 'GET /')
    assert.equal(mapped.status, 403)
    assert.equal(mapped.headers['h'], 'mapped')
    assert.equal(mapped.body, 'body')
    status = 502
    const other = await send(port, 'GET /')
    assert.equal(other.status, 502)
    assert.equal(other.headers['h'], undefined)
  })

  it('read headers, body and context', async () => {
    const parameters = {
      '200': {
        'append:header.x-all': '${response.header.a} ${response.body.n} ${context.stage}',
        'overwrite:header.a': '$context.requestId',
        'remove:header.server': '',
        'append:header.x-none': '$response.body.missing',
      },
    }
    const gateway = await start(parameters, (response) =>
      response.writeHead(200, { a: '1', server: 's' }).end('{"n": 2}'),
    )
    const answer = await send(gateway.port, 'GET /')
    assert.equal(answer.headers['x-all'], '1 2 $default')
    assert.equal(answer.headers['a'], answer.headers['apigw-requestid'])
    assert.equal(answer.headers['server'], undefined)
    assert.equal(answer.body, '{"n": 2}')
    await gateway.settled()
    assert.deepEqual(gateway.log.entries.at(-1)?.['skippedMappings'], ['append:header.x-none'])
  })

  it('take the status from the body, and fail when that is none', async () => {
    let body = '{"status": 404}'
    const parameters = { '200': { 'overwrite:statuscode': '$response.body.status' } }
    const { port, log } = await start(parameters, (response) => response.end(body))
    assert.equal((await send(port, 'GET /')).status, 404)
    body = '{"status": 99}'
    assertGatewayAnswer(await send(port, 'GET /'), 500, 'Internal Server Error')
    assert.equal(log.entries.at(-1)?.['reason'], 'overwrite:statuscode: "99" is no status from 200 to 599')
  })

  it('leave no body where the new status has none', async () => {
    const { port } = await start({ '200': { 'overwrite:statuscode': '204' } }, (response) => response.end('body'))
    const answer = await send(port, 'GET /')
    assert.equal(answer.status, 204)
    assert.equal(answer.body, '')
  })

  it('fail when the body that they read has more than 10 MB', async () => {
    const parameters = { '200': { 'append:header.x': '$response.body.a' } }
    const { port, log } = await start(parameters, (response) => response.end(Buffer.alloc(10 * 1024 * 1024 + 1, 'x')))
    assertGatewayAnswer(await send(port, 'GET /'), 500, 'Internal Server Error')
    assert.match(String(log.entries.at(-1)?.['reason']), /too many to map$/)
  })

  it('fail when the body that they read breaks off', async () => {
    const parameters = { '200': { 'append:header.x': '$response.body' } }
    const { port } = await start(parameters, (response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half', () => response.destroy())
    })
    assertGatewayAnswer(await send(port, 'GET /'), 500, 'Internal Server Error')
  })
})
