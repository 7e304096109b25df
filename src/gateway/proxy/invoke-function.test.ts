import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { functionApi, functionArn, startFunction } from '../../../test/support/functions.ts'
import { assertGatewayAnswer, send, startGateway, type ApiSketch } from '../../../test/support/http-api.ts'
import { scriptedFunctions, type Invocation } from '../../ports/functions.ts'

describe('the answer of a function', () => {
  it('that is a JSON string is the body of a 200 without its quotes (C47)', async () => {
    const { port } = await startFunction(functionApi('2.0'), '"hi"')
    const answer = await send(port, 'GET /')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/json')
    assert.equal(answer.body, 'hi')
  })

  it('without statusCode is the body byte for byte (C48)', async () => {
    const { port } = await startFunction(functionApi('2.0'), '{"a": 1}')
    assert.equal((await send(port, 'GET /')).body, '{"a": 1}')
  })

  it('that is empty is an empty 200', async () => {
    const { port } = await startFunction(functionApi('2.0'), '')
    const answer = await send(port, 'GET /')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-length'], '0')
    assert.equal(answer.headers['content-type'], 'application/json')
  })

  it('with a statusCode is text when it does not say otherwise (C49)', async () => {
    const { port } = await startFunction(functionApi('2.0'), { statusCode: 201, body: 'x' })
    const answer = await send(port, 'GET /')
    assert.equal(answer.status, 201)
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(answer.headers['content-length'], '1')
    assert.match(answer.headers['apigw-requestid'] ?? '', /^[\w-]{15}=$/)
  })

  it('sets each cookie in a header of its own (C52) and has decoded bytes (C53)', async () => {
    const body = Buffer.from([0xff, 0x00]).toString('base64')
    const response = { statusCode: 200, cookies: ['a=1', 'b=2'], isBase64Encoded: true, body }
    const { port } = await startFunction(functionApi('2.0'), response)
    const answer = await send(port, 'GET /')
    assert.match(answer.head, /Set-Cookie: a=1\r\nSet-Cookie: b=2/)
    assert.equal(answer.body, '\u00ff\0')
  })

  it('cannot frame the response or pose as the gateway', async () => {
    const headers = {
      'Transfer-Encoding': 'chunked',
      'Content-Length': '1',
      'Apigw-Requestid': 'x',
      Connection: 'keep-alive',
    }
    const { port } = await startFunction(functionApi('2.0'), { statusCode: 200, headers, body: 'hello' })
    const answer = await send(port, 'GET /')
    assert.equal(answer.headers['transfer-encoding'], undefined)
    assert.equal(answer.headers['content-length'], '5')
    assert.notEqual(answer.headers['apigw-requestid'], 'x')
    assert.equal(answer.body, 'hello')
  })

  it('to HEAD has the length and no body', async () => {
    const { port } = await startFunction(functionApi('2.0'), { statusCode: 200, body: 'hello' })
    const answer = await send(port, 'HEAD /')
    assert.equal(answer.headers['content-length'], '5')
    assert.equal(answer.body, '')
  })

  for (const [version, payload] of [
    ['2.0', '{"statusCode":0}'],
    ['2.0', '{"statusCode":200.5}'],
    ['1.0', '{"statusCode":0}'],
    ['1.0', '{"name": "John Doe", "age":'],
    ['1.0', '"hi"'],
  ] as const)
    it(`that cannot be read in ${version} is a 500, and the log says why: ${payload} (C50, C51)`, async () => {
      const { port, log } = await startFunction(functionApi(version), payload)
      assertGatewayAnswer(await send(port, 'GET /'), 500, 'Internal Server Error')
      assert.match(Object(log.entries.at(-1)?.['integration']).error, /statusCode/)
    })

  for (const [what, invocation, status, message] of [
    ['an error of the function', { kind: 'function-error', error: 'Unhandled: boom' }, 500, 'Internal Server Error'],
    ['a timeout', { kind: 'failure', failure: 'timeout', error: 'no answer' }, 503, 'Service Unavailable'],
    ['throttling', { kind: 'failure', failure: 'throttled', error: '429' }, 503, 'Service Unavailable'],
    ['no endpoint', { kind: 'failure', failure: 'no-endpoint', error: 'none' }, 500, 'Internal Server Error'],
    ['an endpoint that is down', { kind: 'failure', failure: 'unavailable', error: 'x' }, 500, 'Internal Server Error'],
    [
      'too large an event',
      { kind: 'failure', failure: 'request-too-large', error: 'x' },
      413,
      'Request Entity Too Large',
    ],
  ] as const)
    it(`is ${status} after ${what}, and the log says why`, async () => {
      const { port, log } = await startFunction(functionApi('2.0'), invocation)
      assertGatewayAnswer(await send(port, 'GET /'), status, message)
      assert.deepEqual(log.entries.at(-1)?.['integration'], {
        target: functionArn,
        latencyMs: 0,
        error: invocation.error,
      })
    })

  it('is not asked for when the body has more than 10 MB', async () => {
    const { port, functions } = await startFunction(functionApi('2.0'))
    const size = 10 * 1024 * 1024 + 1
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`
    assertGatewayAnswer(
      await send(port, 'POST /', ['Transfer-Encoding: chunked'], chunk),
      413,
      'Request Entity Too Large',
    )
    assert.equal(functions.invocations.length, 0)
  })
})

describe('a client that goes away while its function runs', () => {
  it('leaves an entry in the log without a status', async () => {
    const invoked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<Invocation>()
    const functions = scriptedFunctions(() => {
      invoked.resolve()
      return answered.promise
    })
    const gateway = await startGateway(functionApi('2.0'), { functions })
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: api.example\r\n\r\n'))
    await invoked.promise
    const gone = once(socket, 'close')
    socket.resetAndDestroy()
    await gone
    // The server hears of it in a later turn of its own; a request after it makes sure that it has.
    await send(gateway.port, 'DELETE /%zz')
    answered.resolve({ kind: 'answer', payload: Buffer.from('"late"') })
    await gateway.settled()
    const entry = gateway.log.entries.find(({ method }) => method === 'GET')
    assert.equal(entry?.['status'], undefined)
    assert.equal(Object(entry?.['integration']).status, 200)
  })
})

describe('a function that stage variables name', () => {
  const sketch = (stageVariables: Record<string, string>): ApiSketch => {
    const api = functionApi('2.0', '$default', { stages: [{ stageName: '$default', stageVariables }] })
    const integrationUri = functionArn.replace('hello', '${stageVariables.fn}:live')
    return { ...api, integrations: api.integrations!.map((integration) => ({ ...integration, integrationUri })) }
  }

  it('is the one of the stage', async () => {
    const { port, functions } = await startFunction(sketch({ fn: 'red' }))
    await send(port, 'GET /')
    assert.equal(functions.invocations[0]?.functionArn, `${functionArn.replace('hello', 'red')}:live`)
  })

  it('is a 500 that names the variable in the log when the stage has none', async () => {
    const { port, functions, log } = await startFunction(sketch({}))
    assertGatewayAnswer(await send(port, 'GET /'), 500, 'Internal Server Error')
    assert.equal(log.entries.at(-1)?.['reason'], 'the stage has no variable fn')
    assert.equal(functions.invocations.length, 0)
  })
})
