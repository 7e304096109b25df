import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  UpdateIntegrationCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { askApi, type Outcome, outcomeOf, type TestNode, type TestNodes, testNodes } from '../support/nodes.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { temporaryDirectory } from '../support/server.ts'

const Password = 'S3cure!!'
/** What takes a second at most is looked for so often before it is held to be missing, on however slow a machine. */
const manyLooks = 240

/** What the servers are to serve. */
interface Setup {
  readonly UserPoolId: string
  readonly ClientId: string
  readonly ApiId: string
  readonly IntegrationId: string
}

async function configure({ cognito, apis }: TestNode, IntegrationUri: string): Promise<Setup> {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))
  const UserPoolId = UserPool?.Id ?? ''
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'c',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    }),
  )
  const ClientId = UserPoolClient?.ClientId ?? ''
  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'api', ProtocolType: 'HTTP' }))
  const { IntegrationId } = await apis.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      PayloadFormatVersion: '1.0',
      IntegrationUri,
    }),
  )
  const { AuthorizerId } = await apis.send(
    new CreateAuthorizerCommand({
      ApiId,
      Name: 'users',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: [ClientId], Issuer: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}` },
    }),
  )
  const Target = `integrations/${IntegrationId}`
  await apis.send(
    new CreateRouteCommand({ ApiId, RouteKey: '$default', Target, AuthorizationType: 'JWT', AuthorizerId }),
  )
  await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
  return { UserPoolId, ClientId, ApiId: ApiId ?? '', IntegrationId: IntegrationId ?? '' }
}

/** Users who sign up, sign in, refresh and call an API on one node after the other; whatever is wrong is noted. */
class Load {
  readonly nodes: TestNodes
  readonly setup: Setup
  /** Users whose sign-up was answered. */
  readonly users: string[] = []
  /** Refresh tokens that were answered and not used since. */
  readonly refreshTokens: string[] = []
  readonly wrong: string[] = []
  readonly done = { signIns: 0, refreshes: 0, apiCalls: 0, challenges: 0 }
  accessToken = ''
  isOver = false

  constructor(nodes: TestNodes, setup: Setup) {
    this.nodes = nodes
    this.setup = setup
  }

  async run(worker: number): Promise<void> {
    for (let round = 0; !this.isOver; round += 1) {
      const Username = `user-${worker}-${round}`
      if (!(await this.signUp(Username))) continue
      await this.tryWrongPassword(Username)
      const tokens = await this.signIn(Username)
      if (!tokens) continue
      this.accessToken = tokens.AccessToken
      await this.callApi(tokens.AccessToken)
      await this.refreshTwice(tokens.RefreshToken)
      if (round % 3 === 0) await this.answerTwice(`invited-${worker}-${round}`)
    }
  }

  /** Sends until there is an answer or a refusal, or everything is over. */
  async insist<Answer>(call: (node: TestNode) => Promise<Answer>): Promise<Outcome<Answer>> {
    for (;;) {
      const outcome = await outcomeOf(call(this.nodes.next()))
      if (outcome.kind !== 'unknown' || this.isOver) return outcome
      await delay(100)
    }
  }

  async signUp(Username: string): Promise<boolean> {
    const { ClientId, UserPoolId } = this.setup
    const signedUp = await outcomeOf(
      this.nodes.next().cognito.send(new SignUpCommand({ ClientId, Username, Password })),
    )
    if (signedUp.kind === 'refused') this.wrong.push(`sign-up of ${Username} was refused: ${signedUp.code}`)
    if (signedUp.kind !== 'answered') return false
    this.users.push(Username)
    // Refused once an unanswered one has confirmed the user.
    const confirmed = await this.insist(({ cognito }) =>
      cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username })),
    )
    if (confirmed.kind === 'refused' && confirmed.code !== 'NotAuthorizedException')
      this.wrong.push(`confirmation of ${Username} was refused: ${confirmed.code}`)
    return confirmed.kind !== 'unknown'
  }

  async tryWrongPassword(Username: string): Promise<void> {
    const outcome = await this.insist(({ cognito }) => cognito.send(this.authentication(Username, 'Wr0ng!!!!')))
    if (outcome.kind === 'answered') this.wrong.push(`${Username} signed in with a wrong password`)
  }

  authentication(USERNAME: string, PASSWORD: string): InitiateAuthCommand {
    const AuthParameters = { USERNAME, PASSWORD }
    return new InitiateAuthCommand({ ClientId: this.setup.ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  }

  async signIn(Username: string): Promise<{ AccessToken: string; RefreshToken: string } | undefined> {
    const outcome = await this.insist(({ cognito }) => cognito.send(this.authentication(Username, Password)))
    if (outcome.kind === 'refused') this.wrong.push(`${Username} could not sign in: ${outcome.code}`)
    if (outcome.kind !== 'answered') return undefined
    this.done.signIns += 1
    const { AccessToken = '', RefreshToken = '' } = outcome.answer.AuthenticationResult ?? {}
    return { AccessToken, RefreshToken }
  }

  async callApi(token: string): Promise<void> {
    const forged = `${token.slice(0, -8)}AAAAAAAA`
    const refused = await askApi(this.nodes.next(), this.setup.ApiId, forged)
    if (refused && refused.status < 400) this.wrong.push(`a forged token was let through: ${refused.status}`)
    // A node that has just begun and cannot read the pool's keys lets nobody through: that may only be for a while.
    for (let attempt = 0; attempt < manyLooks && !this.isOver; attempt += 1) {
      const answer = await askApi(this.nodes.next(), this.setup.ApiId, token)
      if (answer?.status === 200) {
        this.done.apiCalls += 1
        return
      }
      await delay(250)
    }
    if (!this.isOver) this.wrong.push('a good token was never let through')
  }

  /** The same token on two nodes at once gives tokens once, and never again. */
  async refreshTwice(RefreshToken: string): Promise<void> {
    const { ClientId } = this.setup
    const refresh = ({ cognito }: TestNode) =>
      outcomeOf(cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })))
    const outcomes = await Promise.all([refresh(this.nodes.next()), refresh(this.nodes.next())])
    const answers = this.once('a refresh token', outcomes)
    const again = await refresh(this.nodes.next())
    if (answers.length > 0 && again.kind === 'answered') this.wrong.push('a refresh token was used again')
    const next = answers[0]?.AuthenticationResult?.RefreshToken
    if (next === undefined) return
    this.done.refreshes += 1
    this.refreshTokens.push(next)
  }

  /** The same session on two nodes at once goes on once. */
  async answerTwice(Username: string): Promise<void> {
    const { ClientId, UserPoolId } = this.setup
    const TemporaryPassword = 'T3mporary!'
    const created = await outcomeOf(
      this.nodes
        .next()
        .cognito.send(
          new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword, MessageAction: 'SUPPRESS' }),
        ),
    )
    if (created.kind !== 'answered') return
    const challenge = await this.insist(({ cognito }) => cognito.send(this.authentication(Username, TemporaryPassword)))
    const Session = challenge.kind === 'answered' ? challenge.answer.Session : undefined
    const command = new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: Password },
    })
    const respond = ({ cognito }: TestNode) => outcomeOf(cognito.send(command))
    const outcomes = await Promise.all([respond(this.nodes.next()), respond(this.nodes.next())])
    this.done.challenges += this.once('a session', outcomes).length
  }

  /** The answers, of which there is one, unless it may have been lost. */
  once<Answer>(what: string, outcomes: readonly Outcome<Answer>[]): Answer[] {
    const answers = outcomes.flatMap((outcome) => (outcome.kind === 'answered' ? [outcome.answer] : []))
    const kinds = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind))
    if (answers.length > 1) this.wrong.push(`${what} was used twice`)
    if (outcomes.every(({ kind }) => kind === 'refused')) this.wrong.push(`${what} was refused: ${kinds.join(', ')}`)
    return answers
  }
}

/** Changes what the API tells its backend, and measures in milliseconds when the slowest node does so. */
async function measureChange(load: Load, version: string): Promise<number | undefined> {
  const { nodes, setup, accessToken } = load
  const { ApiId, IntegrationId } = setup
  const RequestParameters = { 'overwrite:header.x-version': version }
  const update = new UpdateIntegrationCommand({ ApiId, IntegrationId, RequestParameters })
  const changed = await outcomeOf(nodes.next().apis.send(update))
  if (changed.kind !== 'answered') return undefined
  const since = performance.now()
  const serves = async (node: TestNode): Promise<void> => {
    for (let look = 0; look < manyLooks; look += 1) {
      if (!nodes.living.includes(node) || (await askApi(node, ApiId, accessToken))?.body === version) return
      await delay(100)
    }
    load.wrong.push(`a node did not take up ${version}`)
  }
  await Promise.all(nodes.living.map(serves))
  return performance.now() - since
}

describe('three nodes on one PostgreSQL', () => {
  let postgres: PostgresServer
  let nodes: TestNodes
  const backend = createServer((request, response) => response.end(String(request.headers['x-version'])))
  before(async () => {
    postgres = await startPostgres()
    const keyFile = join(temporaryDirectory(), 'master.key')
    writeFileSync(keyFile, randomBytes(32).toString('base64'))
    nodes = testNodes(['--database', await postgres.newUrl(), '--master-key-file', keyFile])
    await Promise.all([nodes.start(), nodes.start(), nodes.start()])
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
  })
  after(async () => {
    backend.close()
    await nodes.stop()
    await postgres.stop()
  })

  it(
    'lose nothing and answer nothing wrongly while they crash and the database restarts',
    { timeout: 300_000 },
    async (t) => {
      const { port } = backend.address() as AddressInfo
      const load = new Load(nodes, await configure(nodes.next(), `http://127.0.0.1:${port}/`))
      const workers = Array.from({ length: 3 }, (_, worker) => load.run(worker))
      const delays: number[] = []
      const changes = (async () => {
        for (let version = 1; !load.isOver; version += 1) {
          const took = load.accessToken === '' ? undefined : await measureChange(load, `v${version}`)
          if (took !== undefined) delays.push(took)
          await delay(200)
        }
      })()
      for (const strike of ['node', 'node', 'database', 'node']) {
        await delay(1500)
        await (strike === 'node' ? nodes.killOldest() : postgres.restart())
        if (nodes.living.length < 3) await nodes.start()
      }
      const counts = () => [load.users.length, delays.length, ...Object.values(load.done)]
      do await delay(1500)
      while (counts().includes(0))
      load.isOver = true
      await Promise.all([...workers, changes])
      const slowest = Math.max(...delays)
      t.diagnostic(`${load.users.length} sign-ups, ${JSON.stringify(load.done)}`)
      t.diagnostic(`${delays.length} changes, the slowest everywhere after ${Math.round(slowest)} ms`)

      assert.deepEqual(load.wrong, [])
      await keptEverything(load)
    },
  )
})

/** Every node knows what any of them has answered. */
async function keptEverything({ nodes, setup, users, refreshTokens }: Load): Promise<void> {
  const { UserPoolId, ClientId } = setup
  for (const Username of users) await nodes.next().cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))
  for (const RefreshToken of refreshTokens)
    await nodes.next().cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }))
}
