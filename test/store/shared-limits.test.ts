import assert from 'node:assert/strict'
import { Agent, get, request } from 'node:http'
import { it, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { startBackend } from '../support/http-api.ts'
import { sdkClients } from '../support/sdk.ts'
import { type SpawnedServer, startServer } from '../support/server.ts'

const credentials = { accessKeyId: 'AKIAPOOLGATETESTROOT', secretAccessKey: 'a secret of forty characters for testing' }

/** Resolves with the process id of a worker as soon as it serves. */
async function pidOf({ lines }: SpawnedServer, worker: number): Promise<number> {
  for (;;) {
    const line = lines.find((each) => each.includes(`"event":"worker-started","worker":${worker},`))
    if (line !== undefined) return (JSON.parse(line) as { pid: number }).pid
    await delay(20)
  }
}

/** A server of two workers, and for each an agent whose one connection leads to it: the other is stopped while it connects. */
async function startTwoWorkers(t: TestContext, args: readonly string[] = []) {
  const env = {
    POOLGATE_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
    POOLGATE_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  const production = ['--production', '--workers', '2', '--allow-private-targets']
  const server = await startServer({ args: [...production, ...args], env })
  t.after(() => server.stop())
  const pids = [await pidOf(server, 1), await pidOf(server, 2)]
  const connectWhileStopped = async (other: number): Promise<Agent> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    t.after(() => agent.destroy())
    process.kill(other, 'SIGSTOP')
    try {
      await new Promise((resolve, reject) => {
        get(`${server.url}/healthz`, { agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
      })
    } finally {
      process.kill(other, 'SIGCONT')
    }
    return agent
  }
  const connect = async () => [await connectWhileStopped(pids[1]!), await connectWhileStopped(pids[0]!)]
  return { server, connect }
}

it('a route lets as many through on two workers as it is configured to', { timeout: 120_000 }, async (t) => {
  const { server, connect } = await startTwoWorkers(t)
  const { apis, close } = sdkClients(server.url, 'us-east-1', credentials)
  t.after(close)
  const backend = await startBackend()
  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'api', ProtocolType: 'HTTP' }))
  const { IntegrationId } = await apis.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'GET',
      IntegrationUri: backend.origin,
      PayloadFormatVersion: '1.0',
    }),
  )
  await apis.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /', Target: `integrations/${IntegrationId}` }))
  // One in a thousand seconds: what the test lets through is the burst alone.
  const limits = { ThrottlingBurstLimit: 10, ThrottlingRateLimit: 0.001 }
  await apis.send(
    new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true, DefaultRouteSettings: limits }),
  )
  const agents = await connect()
  const statusOf = (agent: Agent): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { host: `${ApiId}.execute-api.localhost:${server.port}` }
      get(server.url, { agent, headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode))
      }).on('error', reject)
    })
  const statuses = await Promise.all(Array.from({ length: 30 }, (_, index) => statusOf(agents[index % 2]!)))
  assert.equal(statuses.filter((status) => status === 200).length, 10)
  assert.equal(statuses.filter((status) => status === 429).length, 20)
  assert.equal(backend.seen.length, 10)
})

it('an address makes as many sign-in calls on two workers as it may', { timeout: 120_000 }, async (t) => {
  const { server, connect } = await startTwoWorkers(t, ['--sign-ins-per-minute', '1'])
  const errorOf = (agent: Agent): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.ForgotPassword',
      }
      const asked = request(server.url, { method: 'POST', agent, headers }, (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        answer.on('end', () => resolve((JSON.parse(body) as { __type: string }).__type))
      })
      asked.on('error', reject).end(JSON.stringify({ ClientId: 'none', Username: 'jane' }))
    })
  const errors = []
  for (const agent of await connect()) errors.push(await errorOf(agent))
  assert.deepEqual(errors, ['ResourceNotFoundException', 'TooManyRequestsException'])
})
