import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { CreateApiCommand, UpdateApiCommand } from '@aws-sdk/client-apigatewayv2'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** What invokes functions: it answers with the event's path, as a function of Node.js would. */
const lambda = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    const { rawPath } = JSON.parse(body) as { rawPath: string }
    if (rawPath === '/fails') response.setHeader('X-Amz-Function-Error', 'Unhandled')
    response.end(JSON.stringify({ invoked: request.url, rawPath }))
  })
})

describe('HTTP APIs made with the AWS SDK in front of Lambda functions', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`
  before(async () => {
    await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`
    server = await startServer({ args: ['--lambda-endpoint', url, '--lambda', `own=${url}/invoke-own`] })
    clients = sdkClients(server.url)
  })
  after(async () => {
    clients.close()
    await server.stop()
    lambda.closeAllConnections()
    lambda.close()
  })

  it('are served by quick create with the ARN of a function, wherever it is invoked', async () => {
    const { ApiId } = await clients.apis.send(
      new CreateApiCommand({ Name: 'hello', ProtocolType: 'HTTP', Target: arn('hello') }),
    )
    const get = async (path: string) => {
      const response = await fetch(`${server.url}/execute-api/${ApiId}${path}`)
      return { status: response.status, body: await response.json() }
    }
    assert.deepEqual(await get('/pets'), {
      status: 200,
      body: { invoked: '/2015-03-31/functions/hello/invocations', rawPath: '/pets' },
    })
    assert.deepEqual(await get('/fails'), { status: 500, body: { message: 'Internal Server Error' } })
    await clients.apis.send(new UpdateApiCommand({ ApiId, Target: arn('own') }))
    assert.deepEqual(await get('/pets'), { status: 200, body: { invoked: '/invoke-own', rawPath: '/pets' } })
  })
})
