import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'node:tls'
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteRouteCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { startBackend } from '../support/http-api.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { run } from '../support/run.ts'
import { runPoolgate, type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

const credentials = { accessKeyId: 'AKIAPOOLGATETESTROOT', secretAccessKey: 'a secret of forty characters for testing' }
const metricsToken = 'a-token-for-those-who-read-metrics'
const environment = {
  POOLGATE_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
  POOLGATE_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  POOLGATE_METRICS_TOKEN: metricsToken,
}
const production = ['--production', '--workers', '2', '--metrics', '--allow-private-targets']

let postgres: PostgresServer
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres?.stop())

const stores = {
  PostgreSQL: async () => ['--database', await postgres.newUrl()],
  SQLite: async () => [],
}

for (const [store, storeArgs] of Object.entries(stores))
  describe(`several workers of a server on ${store}`, { timeout: 240_000 }, () => {
    let server: SpawnedServer
    let cognito: CognitoIdentityProviderClient
    let apis: ApiGatewayV2Client
    let UserPoolId: string
    let ClientId: string
    let ApiId: string
    let Target: string

    before(async () => {
      server = await startServer({ args: [...production, ...(await storeArgs())], env: environment })
      await started(2, 1)
      // Each request on a connection of its own, so that the workers take turns.
      const requestHandler = { httpAgent: { keepAlive: false }, requestTimeout: 30_000, throwOnRequestTimeout: true }
      const options = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1, requestHandler }
      cognito = new CognitoIdentityProviderClient(options)
      apis = new ApiGatewayV2Client(options)
      const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))
      UserPoolId = UserPool?.Id ?? ''
      const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'c' }))
      ClientId = UserPoolClient?.ClientId ?? ''
      const { origin } = await startBackend()
      const api = await apis.send(new CreateApiCommand({ Name: 'api', ProtocolType: 'HTTP' }))
      ApiId = api.ApiId ?? ''
      const integration = {
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'GET',
        PayloadFormatVersion: '1.0',
      } as const
      const { IntegrationId } = await apis.send(
        new CreateIntegrationCommand({ ApiId, ...integration, IntegrationUri: origin }),
      )
      Target = `integrations/${IntegrationId}`
      await apis.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /', Target }))
      await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
    })
    after(async () => {
      cognito?.destroy()
      apis?.destroy()
      assert.equal(await server?.stop(), 0)
    })

    /** Resolves when worker `number` has been started for the `time`th time; answers its process id. */
    async function started(number: number, time: number): Promise<number> {
      for (;;) {
        const lines = server.lines.filter((line) => line.includes(`"event":"worker-started","worker":${number},`))
        const { pid } = JSON.parse(lines[time - 1] ?? '{}') as { pid?: number }
        if (pid !== undefined) return pid
        await delay(20)
      }
    }

    /** What a request is answered, by default on a connection of its own. */
    const statusOf = (path: string, agent: Agent | false = false, host?: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const options = { agent, ...(host !== undefined && { headers: { host } }) }
        get(`${server.url}${path}`, options, (answer) => {
          answer.on('error', reject)
          answer.resume().on('end', () => resolve(answer.statusCode))
        }).on('error', reject)
      })

    const askApi = (path: string, agent?: Agent) =>
      statusOf(path, agent, `${ApiId}.execute-api.localhost:${server.port}`)

    const signUp = (Username: string) => cognito.send(new SignUpCommand({ ClientId, Username, Password: 'S3cure!!' }))
    const isKept = (Username: string) => cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))

    it('show certificates of one local authority', async () => {
      const ca = readFileSync(join(server.dataDir, 'ca.pem'))
      for (let time = 0; time < 10; time++) {
        const socket = connect({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca })
        await once(socket, 'secureConnect')
        assert.ok(socket.authorized)
        socket.destroy()
      }
    })

    it('have metrics each, which one answer has together', async () => {
      const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
      assert.equal(answer.status, 200)
      const text = await answer.text()
      for (const worker of [1, 2])
        assert.match(text, new RegExp(`^process_cpu_seconds_total\\{worker="${worker}"\\} `, 'm'))
      assert.equal(text.match(/^# TYPE process_cpu_seconds_total /gm)?.length, 1)
    })

    it('serve what one of them was told as soon as it has answered, whichever is asked', async () => {
      const ask = (path: string) => Promise.all(Array.from({ length: 4 }, () => askApi(path)))
      for (let round = 0; round < 10; round++) {
        const { RouteId } = await apis.send(new CreateRouteCommand({ ApiId, RouteKey: `GET /${round}`, Target }))
        assert.deepEqual(await ask(`/${round}`), [200, 200, 200, 200])
        await apis.send(new DeleteRouteCommand({ ApiId, RouteId }))
        assert.deepEqual(await ask(`/${round}`), [404, 404, 404, 404])
      }
    })

    it('are replaced when they die, and lose nothing that was acknowledged', async () => {
      const acknowledged: string[] = []
      const pid = await started(2, 1)
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let round = 0; round < 8; round++) {
          const name = `user-${writer}-${round}`
          const isAnswered = await signUp(name).then(
            () => true,
            () => false,
          )
          if (isAnswered) acknowledged.push(name)
          if (writer === 0 && round === 2) process.kill(pid, 'SIGKILL')
        }
      })
      await Promise.all(writers)
      await started(2, 2)
      assert.ok(acknowledged.length >= 16, `${acknowledged.length} of 32 sign-ups were answered`)
      for (const name of acknowledged) await isKept(name)
    })

    it('are restarted one after the other by SIGHUP, while every request is answered with what was configured last', async () => {
      const load = { isOver: false, answered: 0 }
      const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
      const readers = [undefined, ...agents].map(async (agent) => {
        while (!load.isOver) {
          assert.equal(await askApi('/', agent), 200)
          load.answered++
        }
      })
      const writers = ['one', 'two'].map(async (name) => {
        for (let round = 0; !load.isOver; round++) {
          await signUp(`${name}-${round}`)
          load.answered++
        }
      })
      const kept = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
      const changer = (async () => {
        for (let round = 0; !load.isOver; round++) {
          const { RouteId } = await apis.send(new CreateRouteCommand({ ApiId, RouteKey: `GET /kept/${round}`, Target }))
          const answers = await Promise.all(kept.map((agent) => askApi(`/kept/${round}`, agent)))
          assert.deepEqual(answers, [200, 200, 200, 200])
          await apis.send(new DeleteRouteCommand({ ApiId, RouteId }))
        }
      })()
      const probe = (async () => {
        while (!load.isOver) assert.equal(await statusOf('/readyz'), 200)
      })()
      const all = Promise.all([...readers, ...writers, changer, probe])
      process.kill(server.pid, 'SIGHUP')
      await Promise.race([all, Promise.all([started(1, 2), started(2, 3)])])
      load.isOver = true
      await all
      for (const agent of [...agents, ...kept]) agent.destroy()
      assert.ok(load.answered > 100, `${load.answered} requests`)
    })

    it('are restarted once one that has just died is there again, so that there is always one', async () => {
      const deaths = () => server.lines.filter((line) => line.includes('"event":"worker-died","worker":2,')).length
      const before = deaths()
      process.kill(await started(2, 3), 'SIGKILL')
      while (deaths() === before) await delay(20)
      process.kill(server.pid, 'SIGHUP')
      const restarted = Promise.all([started(1, 3), started(2, 5)]).then(() => true)
      while (!(await Promise.race([restarted, delay(20, false)]))) assert.equal(await statusOf('/readyz'), 200)
    })
  })

it('several workers end the server when they cannot listen', async () => {
  const server = await startServer()
  const place = ['--port', String(server.port), '--data-dir', temporaryDirectory()]
  const program = runPoolgate(['serve', ...place, '--production', '--workers', '2'])
  await program.line(/port \d+ is in use/)
  assert.equal(await program.stop(), 1)
  await server.stop()
})

it('several workers are for production only', async () => {
  const program = runPoolgate(['serve', '--port', '0', '--data-dir', temporaryDirectory(), '--workers', '2'])
  await program.line(/--workers: in development mode one process has/)
})

it('workers on SQLite get a new master key together, and the next server goes on with it', async () => {
  const dataDir = temporaryDirectory()
  const start = async () => {
    const server = await startServer({ dataDir, args: ['--production', '--workers', '2'], env: environment })
    const requestHandler = { httpAgent: { keepAlive: false } }
    const options = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1, requestHandler }
    const cognito = new CognitoIdentityProviderClient(options)
    const stop = async (): Promise<void> => {
      cognito.destroy()
      assert.equal(await server.stop(), 0)
    }
    return { server, cognito, stop }
  }
  const { server, cognito, stop } = await start()
  const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))).UserPool?.Id
  const made = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'c', GenerateSecret: true }),
  )
  const { ClientId, ClientSecret } = made.UserPoolClient ?? {}
  const readSecret = async (by: CognitoIdentityProviderClient) =>
    (await by.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient?.ClientSecret
  await server.line(/"event":"worker-started","worker":2,/)
  const state = { isOver: false }
  const reading = (async () => {
    while (!state.isOver) assert.equal(await readSecret(cognito), ClientSecret)
  })()
  const env = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }
  const rotate = ['bin/poolgate.js', 'keys', 'rotate-master', '--port', String(server.port)]
  const { code, stdout, stderr } = await run(process.execPath, rotate, env)
  state.isOver = true
  await reading
  assert.equal(code, 0, stderr)
  assert.match(stdout, /sealed anew: \d+ values/)
  await stop()
  const next = await start()
  assert.equal(await readSecret(next.cognito), ClientSecret)
  await next.stop()
})
