import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  DeleteApiMappingCommand,
  GetDomainNameCommand,
  UpdateDomainNameCommand,
} from '@aws-sdk/client-apigatewayv2'
import { type Backend, startBackend } from '../../support/backend.ts'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const DomainNameConfigurations = [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b' }]

describe('custom domains made with the AWS SDK, and served', () => {
  const dataDir = temporaryDirectory()
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  const start = async () => {
    server = await startServer({ dataDir })
    clients = sdkClients(server.url)
  }
  before(async () => {
    backend = await startBackend()
    await start()
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  /** Status of a request to the domain, over TLS with the name's own certificate, or without. */
  const statusOf = (host: string, path: string, secure = true): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const where = { host: '127.0.0.1', port: server.port, path, headers: { host }, agent: false } as const
      const ca = secure ? readFileSync(join(dataDir, 'ca.pem')) : undefined
      const request = secure ? tlsRequest({ ...where, servername: host, ca }) : plainRequest(where)
      request.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)))
      request.on('error', reject).end()
    })
  const poolgate = (command: string, ...args: readonly string[]) =>
    run(process.execPath, ['bin/poolgate.js', command, '--port', String(server.port), ...args])
  const createApi = async (place: string): Promise<string> => {
    const quick = { Name: place, ProtocolType: 'HTTP', Target: `${backend.url}/${place}` } as const
    return (await clients.apis.send(new CreateApiCommand(quick))).ApiId!
  }
  const map = (DomainName: string, ApiId: string, ApiMappingKey?: string) =>
    clients.apis.send(new CreateApiMappingCommand({ DomainName, ApiId, Stage: '$default', ApiMappingKey }))

  it('send each request to the API with the longest key, and survive a restart', async () => {
    const DomainName = 'shop.example.com'
    await clients.apis.send(new CreateDomainNameCommand({ DomainName, DomainNameConfigurations }))
    await map(DomainName, await createApi('orders'), 'orders/v1')
    await map(DomainName, await createApi('items'), 'orders/v1/items')
    const check = async () => {
      assert.equal(await statusOf(DomainName, '/orders/v1/items/3?a=b'), 200)
      assert.equal(backend.arrivals.at(-1)?.url, '/items/3?a=b')
      assert.equal(await statusOf(DomainName, '/orders/v1/3', false), 200)
      assert.equal(backend.arrivals.at(-1)?.url, '/orders/3')
      assert.equal(await statusOf(DomainName, '/other'), 404)
    }
    await check()
    clients.close()
    await server.stop()
    await start()
    await check()
  })

  it('are reached through the proxy of `poolgate exec`, and explained', async () => {
    const DomainName = 'proxied.example.com'
    await clients.apis.send(new CreateDomainNameCommand({ DomainName, DomainNameConfigurations }))
    const ApiId = await createApi('proxied')
    await map(DomainName, ApiId)
    const script = `fetch('https://${DomainName}/x').then(async (r) => console.log(r.status, await r.text()))`
    const { code, stdout } = await poolgate('exec', '--', process.execPath, '-e', script)
    assert.deepEqual([code, stdout], [0, '200 hello\n'])
    const explained = await poolgate('explain', '--url', `https://${DomainName}/x`)
    assert.match(
      explained.stdout,
      new RegExp(`^api +${ApiId} in us-east-1, by the API mapping "" of ${DomainName}$`, 'm'),
    )
  })

  it('serve every first label of a wildcard, each with a certificate, and no other name', async () => {
    const DomainName = '*.wild.example.com'
    await clients.apis.send(new CreateDomainNameCommand({ DomainName, DomainNameConfigurations }))
    const { ApiMappingId } = await map(DomainName, await createApi('wild'))
    assert.equal(await statusOf('a.wild.example.com', '/x'), 200)
    assert.equal(await statusOf('b.wild.example.com', '/x'), 200)
    assert.equal(await statusOf('a.b.wild.example.com', '/x', false), 421)
    await assert.rejects(statusOf('a.b.wild.example.com', '/x'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    await clients.apis.send(new DeleteApiMappingCommand({ DomainName, ApiMappingId }))
    assert.equal(await statusOf('a.wild.example.com', '/x'), 404)
  })

  it('refuse as AWS does, with the error class that the SDK knows', async () => {
    const DomainName = 'again.example.com'
    const command = new CreateDomainNameCommand({ DomainName, DomainNameConfigurations })
    await clients.apis.send(command)
    await assert.rejects(clients.apis.send(command), {
      name: 'BadRequestException',
      message: 'The domain name you provided already exists.',
    })
    const updated = await clients.apis.send(new UpdateDomainNameCommand({ DomainName, DomainNameConfigurations }))
    const { $metadata: _first, ...found } = await clients.apis.send(new GetDomainNameCommand({ DomainName }))
    const { $metadata: _second, ...shown } = updated
    assert.deepEqual(found, shown)
    assert.equal(found.DomainNameConfigurations?.[0]?.DomainNameStatus, 'AVAILABLE')
    assert.equal(found.MutualTlsAuthentication, undefined)
    // The control plane does not answer under a custom domain.
    assert.equal(await statusOf(DomainName, '/v2/apis'), 404)
  })
})
