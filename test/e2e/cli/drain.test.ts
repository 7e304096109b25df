import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import { type ClientHttp2Session, connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { sdkClients } from '../../support/sdk.ts'
import { startServer } from '../../support/server.ts'

/** A backend that answers when it is told to. */
async function startSlowBackend() {
  const waiting: ServerResponse[] = []
  const arrived = new EventEmitter()
  const server = createServer((_request, response) => {
    waiting.push(response)
    arrived.emit('request')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves when so many requests wait. */
    has: async (count: number) => {
      while (waiting.length < count) await once(arrived, 'request')
    },
    answerAll: () => {
      for (const response of waiting) response.end('late but whole')
    },
    close: () => server.close(),
  }
}

/** An API whose one route leads to the backend. */
async function createApi(serverUrl: string, IntegrationUri: string): Promise<string> {
  const { apis, close } = sdkClients(serverUrl)
  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'slow', ProtocolType: 'HTTP' }))
  const integration = { IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', PayloadFormatVersion: '1.0' } as const
  const { IntegrationId } = await apis.send(new CreateIntegrationCommand({ ApiId, IntegrationUri, ...integration }))
  await apis.send(new CreateRouteCommand({ ApiId, RouteKey: '$default', Target: `integrations/${IntegrationId}` }))
  await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
  close()
  return ApiId ?? ''
}

function askOverHttp2(session: ClientHttp2Session, path: string): Promise<{ status: unknown; body: string }> {
  const stream = session.request({ ':path': path })
  return new Promise((resolve, reject) => {
    let status: unknown
    let body = ''
    stream.on('response', (headers) => (status = headers[':status']))
    stream.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    stream.on('error', reject).on('end', () => resolve({ status, body }))
  })
}

async function ask(url: string): Promise<{ status: number; connection: string | undefined; body: string }> {
  const [response]: IncomingMessage[] = await once(get(url), 'response')
  let body = ''
  for await (const chunk of response!) body += String(chunk)
  return { status: response!.statusCode ?? 0, connection: response!.headers.connection, body }
}

describe('a server that gets SIGTERM', () => {
  it('answers every request in flight, over HTTP/1.1 and HTTP/2, takes no more connections and ends with 0', async () => {
    const backend = await startSlowBackend()
    const server = await startServer()
    const path = `/execute-api/${await createApi(server.url, backend.url)}/`
    const session = connect(`https://localhost:${server.port}`, { rejectUnauthorized: false })
    const goneAway = once(session, 'goaway')
    const answers = [...Array(5)].map(() => ask(server.url + path))
    const streams = [...Array(5)].map(() => askOverHttp2(session, path))
    await backend.has(10)
    const ended = server.stop()
    await goneAway
    await assert.rejects(fetch(`${server.url}/healthz`))
    backend.answerAll()
    for (const answer of await Promise.all(answers))
      assert.deepEqual(answer, { status: 200, connection: 'close', body: 'late but whole' })
    for (const answer of await Promise.all(streams)) assert.deepEqual(answer, { status: 200, body: 'late but whole' })
    assert.equal(await ended, 0)
    backend.close()
  })

  it('says on /readyz that it is leaving, and still serves, for as long as load balancers need', async () => {
    const server = await startServer({ args: ['--drain-seconds', '1'] })
    assert.deepEqual(await (await fetch(`${server.url}/readyz`)).json(), { status: 'ready' })
    const ended = server.stop()
    await server.line(/"event":"draining"/)
    const leaving = await fetch(`${server.url}/readyz`)
    assert.deepEqual([leaving.status, await leaving.json()], [503, { status: 'unavailable', reason: 'draining' }])
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
    assert.equal(await ended, 0)
  })
})
