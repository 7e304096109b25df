import assert from 'node:assert/strict'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, describe, it } from 'node:test'
import { systemClock } from '../../ports/clock.ts'
import { systemRandom } from '../../ports/random.ts'
import { generateKeyPairSync } from 'node:crypto'
import { issueAuthority, issueServerCertificate } from '../../http/issue-certificate.ts'
import {
  assertGatewayAnswer,
  send,
  startBackend,
  startGateway,
  type ApiSketch,
} from '../../../test/support/http-api.ts'

const listener = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/inside/1a/2b'

/** An API whose routes lead through a VPC link, on the stages `$default` and `dev`. */
function through(
  integrationUri: string,
  more: Partial<NonNullable<ApiSketch['integrations']>[number]> = {},
): ApiSketch {
  return {
    routes: [{ routeKey: 'ANY /pets/{id}' }],
    integrations: [
      { integrationId: 'backend', integrationUri, connectionType: 'VPC_LINK', connectionId: 'abc123', ...more },
    ],
    stages: [{ stageName: '$default' }, { stageName: 'dev', stageVariables: { listener } }],
  }
}

describe('a private integration', () => {
  it("calls what the operator named, with the client's host and the whole path, stage included", async () => {
    const backend = await startBackend()
    const privateTargets = { [listener]: backend.origin }
    const gateway = await startGateway(through(listener), { privateTargets })
    const answer = await send(gateway.port, 'PUT /dev/pets/7?a=1', ['Content-Length: 2'], 'ok')
    assert.equal(answer.status, 200)
    const [seen] = backend.seen
    assert.deepEqual([seen?.method, seen?.target, seen?.body], ['PUT', '/dev/pets/7?a=1', 'ok'])
    assert.equal(seen?.headers['host'], 'api.example')
    await send(gateway.port, 'GET /pets/a%2Fb')
    assert.equal(backend.seen[1]?.target, undefined, '%2F is a slash to the router')
    await send(gateway.port, 'GET /pets/a%20b')
    assert.equal(backend.seen[1]?.target, '/pets/a%20b')
  })

  it('may get another path and another host by parameter mapping', async () => {
    const backend = await startBackend()
    const requestParameters = { 'overwrite:path': '$request.path', 'overwrite:header.host': 'inside.example' }
    const gateway = await startGateway(through(listener, { requestParameters }), {
      privateTargets: { [listener]: backend.origin },
    })
    await send(gateway.port, 'GET /dev/pets/7')
    assert.deepEqual([backend.seen[0]?.target, backend.seen[0]?.headers['host']], ['/pets/7', 'inside.example'])
  })

  it('may be named by a stage variable, or with the attributes of a Cloud Map service', async () => {
    const backend = await startBackend()
    const service = 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-pets'
    const privateTargets = { [listener]: backend.origin, [service]: backend.origin }
    for (const [uri, path] of [
      ['${stageVariables.listener}', '/dev/pets/7'],
      [`${service}?stage=beta&team=shop`, '/pets/8'],
    ] as const) {
      const gateway = await startGateway(through(uri), { privateTargets })
      assert.equal((await send(gateway.port, `GET ${path}`)).status, 200)
      assert.equal(backend.seen.at(-1)?.target, path)
    }
  })

  it('that leads nowhere answers 503, and the log names the option', async () => {
    const gateway = await startGateway(through(listener))
    assertGatewayAnswer(await send(gateway.port, 'GET /pets/7'), 503, 'Service Unavailable')
    const [entry] = gateway.log.entries.filter(({ event }) => event === 'http-api-request')
    assert.equal(
      entry?.['reason'],
      `poolgate has no URL for ${listener}: start it with --private-integration ${listener}=URL`,
    )
  })

  it('asks for TLS under the name to verify, and calls nobody who cannot show it', async (t) => {
    const server = await startTlsBackend('inside.example.com')
    t.after(() => server.close())
    const privateTargets = { [listener]: server.origin }
    const call = async (serverNameToVerify: string) => {
      const gateway = await startGateway(through(listener, { serverNameToVerify }), {
        privateTargets,
        backendAuthorities: [server.authority],
      })
      const { status } = await send(gateway.port, 'GET /pets/7')
      const entry = gateway.log.entries.find(({ event }) => event === 'http-api-request')
      return { status, integration: entry?.['integration'] as { error?: string } }
    }
    assert.equal((await call('inside.example.com')).status, 200)
    assert.deepEqual(server.names, ['inside.example.com'])
    const other = await call('other.example.com')
    assert.equal(other.status, 503)
    assert.match(other.integration.error ?? '', /ERR_TLS_CERT_ALTNAME_INVALID/)
    assert.equal(server.requests(), 1)
  })

  it('never sends in clear what asks for TLS', async () => {
    const backend = await startBackend()
    const gateway = await startGateway(through(listener, { serverNameToVerify: 'inside.example.com' }), {
      privateTargets: { [listener]: backend.origin },
    })
    assertGatewayAnswer(await send(gateway.port, 'GET /pets/7'), 503, 'Service Unavailable')
    const [entry] = gateway.log.entries.filter(({ event }) => event === 'http-api-request')
    assert.equal(entry?.['reason'], `TlsConfig asks for TLS, and ${listener} leads to ${backend.origin}`)
    assert.equal(backend.seen.length, 0)
  })
})

/** A backend that shows a certificate for one name, signed by an authority of its own. */
async function startTlsBackend(name: string) {
  const now = systemClock.now().getTime()
  const validity = { notBefore: new Date(now - 60_000), notAfter: new Date(now + 600_000) }
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const serialNumber = systemRandom.bytes(10)
  const authority = await issueAuthority(
    { serialNumber, commonName: 'test authority', publicKey: ca.publicKey, ...validity },
    ca.privateKey,
  )
  const cert = await issueServerCertificate(
    { serialNumber: systemRandom.bytes(10), commonName: name, publicKey: own.publicKey, ...validity },
    [name],
    { pem: authority, privateKey: ca.privateKey },
  )
  const names: string[] = []
  let requests = 0
  const server = createTlsServer(
    {
      cert,
      key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      SNICallback: (asked, done) => {
        names.push(asked)
        done(null)
      },
    },
    (_request, response) => {
      requests++
      response.end('private')
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  after(close)
  const { port } = server.address() as AddressInfo
  return { origin: `https://127.0.0.1:${port}`, authority, names, requests: () => requests, close }
}
