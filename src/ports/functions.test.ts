import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createFunctions, type FunctionsOptions } from './functions.ts'

const arn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
const event = Buffer.from('{"a":1}')
const limits = { timeoutMs: 5000 }

describe('functions behind an endpoint that speaks the Invoke API', () => {
  let endpoint: URL
  const seen: { method: string; url: string; type: unknown; body: string }[] = []
  let answer: (response: ServerResponse, request: IncomingMessage) => void
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const type = request.headers['x-amz-invocation-type']
      seen.push({ method: request.method ?? '', url: request.url ?? '', type, body })
      answer(response, request)
    })
  })
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const invoke = (functionArn: string, options: FunctionsOptions = { endpoint }, timeoutMs = limits.timeoutMs) =>
    createFunctions(options).invoke(functionArn, event, { timeoutMs })

  it('are invoked by name, with the event as the body, and answer bytes', async () => {
    answer = (response) => response.end(Buffer.from([0xff, 0x00]))
    assert.deepEqual(await invoke(arn('hello')), { kind: 'answer', payload: Buffer.from([0xff, 0x00]) })
    assert.deepEqual(seen.at(-1), {
      method: 'POST',
      url: '/2015-03-31/functions/hello/invocations',
      type: 'RequestResponse',
      body: '{"a":1}',
    })
  })

  it('are invoked with the qualifier of their ARN', async () => {
    answer = (response) => response.end('{}')
    await invoke(arn('hello:live'))
    assert.equal(seen.at(-1)?.url, '/2015-03-31/functions/hello/invocations?Qualifier=live')
  })

  it('are invoked where their own endpoint is, the most exact name first', async () => {
    answer = (response) => response.end('{}')
    const at = (path: string) => new URL(path, endpoint)
    const endpoints = new Map([
      ['hello', at('/name')],
      ['hello:live', at('/alias')],
      [arn('other'), at('/arn')],
    ])
    const urlOf = async (functionArn: string) => {
      await invoke(functionArn, { endpoint, endpoints })
      return seen.at(-1)?.url
    }
    assert.equal(await urlOf(arn('hello')), '/name')
    assert.equal(await urlOf(arn('hello:7')), '/name')
    assert.equal(await urlOf(arn('hello:live')), '/alias')
    assert.equal(await urlOf(arn('other:live')), '/arn')
    assert.equal(await urlOf(arn('third')), '/2015-03-31/functions/third/invocations')
  })

  it('tell an error of the function from an answer', async () => {
    answer = (response) =>
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{"errorMessage":"boom"}')
    assert.deepEqual(await invoke(arn('hello')), {
      kind: 'function-error',
      error: 'Unhandled: {"errorMessage":"boom"}',
      message: 'boom',
    })
    for (const payload of ['boom', 'null', '{"errorMessage":7}']) {
      answer = (response) => response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(payload)
      assert.deepEqual(await invoke(arn('hello')), { kind: 'function-error', error: `Unhandled: ${payload}` })
    }
  })

  it('end with an error when the answer has more than 6 MB', async () => {
    answer = (response) => response.end(Buffer.alloc(6 * 1024 * 1024 + 1, 'x'))
    assert.equal((await invoke(arn('hello'))).kind, 'function-error')
    answer = (response) => response.end(Buffer.alloc(6 * 1024 * 1024, 'x'))
    assert.equal((await invoke(arn('hello'))).kind, 'answer')
  })

  for (const [status, failure] of [
    [404, 'refused'],
    [403, 'refused'],
    [500, 'refused'],
    [413, 'request-too-large'],
    [429, 'throttled'],
  ] as const)
    it(`fail as ${failure} when the endpoint answers ${status}`, async () => {
      answer = (response) => response.writeHead(status).end('{"Message":"no"}')
      assert.deepEqual(await invoke(arn('hello')), {
        kind: 'failure',
        failure,
        error: `the endpoint answered ${status}: {"Message":"no"}`,
      })
    })

  it('fail when they do not answer in time, or stop midway', async () => {
    answer = () => {}
    assert.deepEqual(await invoke(arn('hello'), { endpoint }, 30), {
      kind: 'failure',
      failure: 'timeout',
      error: 'no answer in 30 ms',
    })
    answer = (response) => response.write('{')
    assert.equal(Reflect.get(await invoke(arn('hello'), { endpoint }, 30), 'failure'), 'timeout')
    answer = (response) => void response.write('{', () => response.destroy())
    assert.equal(Reflect.get(await invoke(arn('hello')), 'failure'), 'unavailable')
  })

  it('fail without a call when the event has more than 6 MB', async () => {
    const calls = seen.length
    const large = Buffer.alloc(6 * 1024 * 1024 + 1)
    const invocation = await createFunctions({ endpoint }).invoke(arn('hello'), large, limits)
    assert.equal(Reflect.get(invocation, 'failure'), 'request-too-large')
    assert.equal(seen.length, calls)
  })

  it('fail when nothing listens, and never reach link-local addresses', async () => {
    for (const url of ['http://127.0.0.1:1', 'http://169.254.169.254'])
      assert.equal(Reflect.get(await invoke(arn('hello'), { endpoint: new URL(url) }), 'failure'), 'unavailable')
  })

  it('fail by name without an endpoint', async () => {
    const functions = createFunctions({ endpoints: new Map([['hello', endpoint]]) })
    assert.equal(functions.reaches(arn('hello')), true)
    assert.equal(functions.reaches(arn('other')), false)
    assert.deepEqual(await functions.invoke(arn('other'), event, limits), {
      kind: 'failure',
      failure: 'no-endpoint',
      error: `no endpoint is configured for ${arn('other')}`,
    })
    assert.equal(functions.available, true)
    assert.equal(createFunctions({}).available, false)
  })
})
