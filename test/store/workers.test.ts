import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { runPoolgate, type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

const accessKeyId = 'AKIAPOOLGATETESTROOT'
const secretAccessKey = 'a secret of forty characters for testing'
const metricsToken = 'a-token-for-those-who-read-metrics'

describe('several workers of a server', { timeout: 240_000 }, () => {
  let postgres: PostgresServer
  let server: SpawnedServer
  let cognito: CognitoIdentityProviderClient
  let UserPoolId: string
  let ClientId: string

  before(async () => {
    postgres = await startPostgres()
    server = await startServer({
      args: ['--production', '--database', await postgres.newUrl(), '--workers', '2', '--metrics'],
      env: {
        POOLGATE_ROOT_ACCESS_KEY_ID: accessKeyId,
        POOLGATE_ROOT_SECRET_ACCESS_KEY: secretAccessKey,
        POOLGATE_METRICS_TOKEN: metricsToken,
      },
    })
    await started(2, 1)
    const credentials = { accessKeyId, secretAccessKey }
    cognito = new CognitoIdentityProviderClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      // Each request on a connection of its own, so that the workers take turns.
      requestHandler: { httpAgent: { keepAlive: false }, requestTimeout: 5000, throwOnRequestTimeout: true },
    })
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))
    UserPoolId = UserPool?.Id ?? ''
    const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'c' }))
    ClientId = UserPoolClient?.ClientId ?? ''
  })
  after(async () => {
    cognito?.destroy()
    assert.equal(await server?.stop(), 0)
    await postgres?.stop()
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

  /** What a request on a connection of its own is answered. */
  const statusOf = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get(`${server.url}${path}`, { agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode))
      }).on('error', reject)
    })

  const readMetrics = async () => {
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
    assert.equal(answer.status, 200)
    return answer.text()
  }

  const signUp = (Username: string) => cognito.send(new SignUpCommand({ ClientId, Username, Password: 'S3cure!!' }))

  it('have metrics each, which one answer has together', async () => {
    const text = await readMetrics()
    for (const worker of [1, 2])
      assert.match(text, new RegExp(`^process_cpu_seconds_total\\{worker="${worker}"\\} `, 'm'))
    assert.equal(text.match(/^# TYPE process_cpu_seconds_total /gm)?.length, 1)
  })

  it('are replaced when they die, and lose nothing that was acknowledged', async () => {
    const acknowledged: string[] = []
    const pid = await started(2, 1)
    const writing = Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let round = 0; round < 8; round++) {
          const name = `user-${writer}-${round}`
          const isKept = await signUp(name).then(
            () => true,
            () => false,
          )
          if (isKept) acknowledged.push(name)
          if (writer === 0 && round === 2) process.kill(pid, 'SIGKILL')
        }
      }),
    )
    await writing
    await started(2, 2)
    assert.ok(acknowledged.length >= 16, `${acknowledged.length} of 32 sign-ups were answered`)
    for (const Username of acknowledged) await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))
  })

  it('are restarted one after the other by SIGHUP, while no request is refused', async () => {
    process.kill(server.pid, 'SIGHUP')
    const asked = { isOver: false }
    const asking = (async () => {
      let answered = 0
      while (!asked.isOver) {
        assert.equal(await statusOf('/readyz'), 200)
        answered++
      }
      return answered
    })()
    await Promise.race([asking, Promise.all([started(1, 2), started(2, 3)])])
    asked.isOver = true
    assert.ok((await asking) > 0)
  })

  it('end the server when they cannot listen', async () => {
    const place = ['--port', String(server.port), '--data-dir', temporaryDirectory()]
    const database = await postgres.newUrl()
    const program = runPoolgate(['serve', ...place, '--production', '--database', database, '--workers', '2'])
    await program.line(/port \d+ is in use/)
    assert.equal(await program.stop(), 1)
  })

  it('are for production on PostgreSQL only', async () => {
    const program = runPoolgate(['serve', '--port', '0', '--data-dir', temporaryDirectory(), '--workers', '2'])
    await program.line(/--workers: in development mode one process has/)
    const onSqlite = ['serve', '--port', '0', '--data-dir', temporaryDirectory(), '--workers', '2', '--production']
    await runPoolgate(onSqlite).line(/--workers: one process has the SQLite file; use PostgreSQL/)
  })
})
