import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Backend, startBackend } from '../../support/backend.ts'
import { deployExample, type ExampleStack } from '../../support/example-stack.ts'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

describe('poolgate explain', () => {
  let backend: Backend
  let server: SpawnedServer
  let stack: ExampleStack
  before(async () => {
    backend = await startBackend()
    server = await startServer({ args: ['--upstream', `https://www.wikipedia.org=${backend.url}`] })
    const clients = sdkClients(server.url)
    stack = await deployExample(clients)
    clients.close()
  })
  after(async () => {
    await server.stop()
    await backend.close()
  })

  const explain = (...args: string[]) =>
    run(process.execPath, ['bin/poolgate.js', 'explain', '--port', String(server.port), ...args])

  it('says step by step why a request is refused, whichever of its URLs names the API', async () => {
    const urls = [
      stack.httpApiUrl,
      `http://${stack.apiId}.execute-api.localhost:${server.port}/`,
      `${server.url}/execute-api/${stack.apiId}/`,
    ]
    for (const url of urls) {
      const { code, stdout, stderr } = await explain('--url', url, '--token', 'nonsense')
      assert.equal(stderr, '')
      assert.equal(code, 0)
      assert.match(stdout, new RegExp(`^api +${stack.apiId} in us-east-1$`, 'm'))
      assert.match(stdout, /^route +"GET \/"$/m)
      assert.match(stdout, /^authorizer .* refuses: invalid_token: token contains an invalid number of segments/m)
      assert.match(stdout, /^answer +401 Unauthorized; Www-Authenticate: Bearer scope="" error="invalid_token"/m)
    }
    assert.equal(backend.arrivals.length, 0)
  })

  it('takes method and headers', async () => {
    const { stdout } = await explain('--url', stack.httpApiUrl, '-X', 'POST', '--header', 'X-A: b')
    assert.match(stdout, /^answer +404 Not Found; GET \/ has this path, but not the method POST$/m)
  })

  it('says what is wrong with its options', async () => {
    const withoutUrl = await explain()
    assert.equal(withoutUrl.code, 2)
    assert.match(withoutUrl.stderr, /--url is missing: which request\?/)
    const { code, stderr } = await explain('--url', 'https://www.example.com/')
    assert.equal(code, 1)
    assert.match(stderr, /https:\/\/www\.example\.com\/ is no URL of an HTTP API of this server/)
  })

  const post = (headers: Record<string, string>, body = '{}') =>
    fetch(`${server.url}/_poolgate/explain`, { method: 'POST', headers, body })

  it('answers no page of another origin', async () => {
    const response = await post({ 'content-type': 'application/json', origin: 'https://evil.example' })
    assert.equal(response.status, 403)
  })

  it('refuses what is no question', async () => {
    assert.equal((await fetch(`${server.url}/_poolgate/explain`)).status, 400)
    assert.equal((await post({ 'content-type': 'text/plain' })).status, 400)
    for (const body of ['', '[]', 'null', '{"url":"x","method":"GET","headers":[["a"]]}'])
      assert.equal((await post({ 'content-type': 'application/json' }, body)).status, 400)
    assert.equal((await post({ 'content-type': 'application/json' }, ' '.repeat(70_000))).status, 413)
  })
})
