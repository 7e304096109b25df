import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Backend, startBackend } from '../support/backend.ts'
import { run } from '../support/run.ts'
import { type SpawnedServer, startServer } from '../support/server.ts'

describe('curl with --aws-sigv4', () => {
  let backend: Backend
  let server: SpawnedServer
  let apiId = ''
  const environment = {
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PAGER: '',
  }
  const aws = async (...args: string[]): Promise<string> => {
    const command = ['--endpoint-url', server.url, 'apigatewayv2', ...args, '--output', 'text']
    const { code, stdout, stderr } = await run('aws', command, environment)
    assert.equal(code, 0, stderr)
    return stdout.trim()
  }
  before(async () => {
    backend = await startBackend()
    server = await startServer()
    const quick = ['--target', backend.url, '--route-key', 'ANY /{proxy+}']
    apiId = await aws('create-api', '--name', 'signed', '--protocol-type', 'HTTP', ...quick, '--query', 'ApiId')
    const routeId = await aws('get-routes', '--api-id', apiId, '--query', 'Items[0].RouteId')
    await aws('update-route', '--api-id', apiId, '--route-id', routeId, '--authorization-type', 'AWS_IAM')
  })
  after(async () => {
    await server.stop()
    await backend.close()
  })

  const signed = (user: string) => ['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', user]
  const curl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run('curl', ['--silent', '--write-out', ' %{http_code}', ...args])
    assert.equal(code, 0, stderr)
    return stdout
  }

  it('reaches a route with AWS_IAM by name and by path, and nobody does without', async () => {
    const { port } = server
    const urls = [
      `http://${apiId}.execute-api.localhost:${port}/orders/1?a=1&b=2`,
      `${server.url}/execute-api/${apiId}/orders/1`,
    ]
    for (const url of urls) {
      assert.equal(await curl(...signed('test:test'), url), 'hello 200')
      assert.equal(await curl(...signed('test:wrong'), url), '{"message":"Forbidden"} 403')
      assert.equal(await curl(url), '{"message":"Forbidden"} 403')
    }
    const body = ['--header', 'content-type: application/json', '--data', '{"amount":1}']
    assert.equal(await curl(...signed('test:test'), ...body, `${server.url}/execute-api/${apiId}/orders`), 'hello 200')
    assert.equal(backend.arrivals.at(-1)?.body, '{"amount":1}')
    assert.equal(backend.arrivals.length, 3)
  })

  it('reaches it by the name that AWS gives it, over HTTP/2 and HTTP/1.1, under poolgate exec', async () => {
    const url = `https://${apiId}.execute-api.us-east-1.amazonaws.com/orders`
    const exec = ['bin/poolgate.js', 'exec', '--port', String(server.port), '--', 'curl', '--silent']
    for (const version of ['--http1.1', '--http2']) {
      const options = ['--write-out', ' %{http_code}', version, ...signed('poolgate:poolgate')]
      const { stdout, stderr } = await run(process.execPath, [...exec, ...options, '--data', 'x=1', url])
      assert.equal(stdout, 'hello 200', stderr)
    }
  })
})
