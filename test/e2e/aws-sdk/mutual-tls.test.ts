import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { connect } from 'node:http2'
import { request as tlsRequest } from 'node:https'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { after, before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  GetIntegrationsCommand,
  UpdateDomainNameCommand,
  UpdateIntegrationCommand,
} from '@aws-sdk/client-apigatewayv2'
import { type Backend, startBackend } from '../../support/backend.ts'
import { createClientAuthority, type CertificateAuthority, type Identity } from '../../support/client-certificates.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const DomainNameConfigurations = [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b' }]
const shop = 'shop.example.com'
const partner = 'partner.example.net'

describe('a custom domain with a certificate of the operator', () => {
  it('shows it to TLS clients, and to no others', async (t) => {
    const dataDir = temporaryDirectory()
    const { cert, key } = await (await createClientAuthority('operator')).issue(shop)
    const [certFile, keyFile] = [join(dataDir, 'shop.pem'), join(dataDir, 'shop-key.pem')]
    writeFileSync(certFile, cert)
    writeFileSync(keyFile, key)
    const server = await startServer({ dataDir, args: ['--certificate', `${certFile}=${keyFile}`] })
    t.after(() => server.stop())
    const shown = async (servername: string) => {
      const socket = connectTls({ host: '127.0.0.1', port: server.port, servername, rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      const { subject, issuer } = socket.getPeerCertificate()
      socket.destroy()
      return [subject.CN, issuer.CN]
    }
    assert.deepEqual(await shown(shop), [shop, 'operator'])
    assert.equal((await shown('localhost'))[0], 'poolgate')
  })
})

describe('a custom domain with mutual TLS, made with the AWS SDK', () => {
  const dataDir = temporaryDirectory()
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let authority: CertificateAuthority
  let client: Identity
  before(async () => {
    authority = await createClientAuthority('shop clients')
    const others = await createClientAuthority('partner clients')
    client = await authority.issue('alice')
    backend = await startBackend()
    const files = { shop: join(dataDir, 'shop.pem'), partner: join(dataDir, 'partner.pem') }
    writeFileSync(files.shop, authority.pem)
    writeFileSync(files.partner, others.pem)
    const truststores = Object.entries(files).flatMap(([key, file]) => [
      '--truststore',
      `s3://trust/${key}.pem=${file}`,
    ])
    server = await startServer({ dataDir, args: truststores })
    clients = sdkClients(server.url)
    const { apis } = clients
    const quick = { Name: 'pets', ProtocolType: 'HTTP', Target: backend.url } as const
    const { ApiId } = await apis.send(new CreateApiCommand(quick))
    const { Items: [integration] = [] } = await apis.send(new GetIntegrationsCommand({ ApiId }))
    await apis.send(
      new UpdateIntegrationCommand({
        ApiId,
        IntegrationId: integration?.IntegrationId,
        RequestParameters: {
          'overwrite:header.x-client':
            '${context.identity.clientCert.subjectDN} ${context.identity.clientCert.serialNumber}',
        },
      }),
    )
    for (const [DomainName, key] of [
      [shop, 'shop'],
      [partner, 'partner'],
    ] as const) {
      const MutualTlsAuthentication = { TruststoreUri: `s3://trust/${key}.pem` }
      const made = await apis.send(
        new CreateDomainNameCommand({ DomainName, DomainNameConfigurations, MutualTlsAuthentication }),
      )
      assert.deepEqual(made.MutualTlsAuthentication, { ...MutualTlsAuthentication, TruststoreWarnings: [] })
      await apis.send(new CreateApiMappingCommand({ DomainName, ApiId, Stage: '$default' }))
    }
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  /** Status and body. @param servername what the client asks for in the handshake */
  const get = (identity: Partial<Identity>, host = shop, servername = shop): Promise<readonly [number, string]> =>
    new Promise((resolve, reject) => {
      const ca = readFileSync(join(dataDir, 'ca.pem'))
      const where = { host: '127.0.0.1', port: server.port, headers: { host }, agent: false } as const
      tlsRequest({ ...where, ...identity, servername, ca }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        response.on('end', () => resolve([response.statusCode ?? 0, body]))
      })
        .on('error', reject)
        .end()
    })
  const forbidden = [403, '{"message":"Forbidden"}'] as const

  it('serves who shows a certificate of the truststore, and tells the backend who that is', async () => {
    assert.deepEqual(await get(client), [200, 'hello'])
    assert.match(
      String(backend.arrivals.at(-1)?.headers['x-client']),
      /^CN=alice,O=Example [0-9a-f]{2}(:[0-9a-f]{2})+$/,
    )
  })

  it('serves the same over HTTP/2', async () => {
    const ca = readFileSync(join(dataDir, 'ca.pem'))
    const session = connect(`https://127.0.0.1:${server.port}`, { ca, servername: shop, ...client })
    const stream = session.request({ ':path': '/', ':authority': shop })
    const [head] = (await once(stream, 'response')) as [{ ':status': number }]
    assert.equal(head[':status'], 200)
    // A connection may carry requests to other hosts; the certificate was shown to this one.
    const other = session.request({ ':path': '/', ':authority': partner })
    const [refused] = (await once(other, 'response')) as [{ ':status': number }]
    assert.equal(refused[':status'], 403)
    session.destroy()
  })

  it('answers 403 to everybody else, and calls no backend', async () => {
    const before = backend.arrivals.length
    const strangers = await createClientAuthority('shop clients')
    assert.deepEqual(await get({}), forbidden)
    assert.deepEqual(await get(await strangers.issue('alice')), forbidden)
    assert.deepEqual(await get(await authority.issue('late', -60)), forbidden)
    assert.deepEqual(await get(client, partner, partner), forbidden, 'trusted by another domain')
    assert.deepEqual(await get(client, partner, shop), forbidden, 'shown to another domain')
    assert.deepEqual(await get(client, shop, 'localhost'), forbidden, 'shown to nobody')
    const plain = plainRequest({ host: '127.0.0.1', port: server.port, headers: { host: shop } }).end()
    const [response] = (await once(plain, 'response')) as [IncomingMessage]
    response.resume()
    assert.equal(response.statusCode, 403)
    assert.equal(backend.arrivals.length, before)
    assert.ok(server.lines.some((line) => line.includes('the client sent no certificate')))
    assert.ok(server.lines.some((line) => line.includes('CERT_HAS_EXPIRED')))
  })

  it('is open again when its truststore is taken away', async () => {
    const MutualTlsAuthentication = { TruststoreUri: '' }
    await clients.apis.send(new UpdateDomainNameCommand({ DomainName: partner, MutualTlsAuthentication }))
    assert.deepEqual(await get({}, partner, partner), [200, 'hello'])
  })
})
