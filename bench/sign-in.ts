import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../test/support/sdk.ts'
import { startSrp } from '../test/support/srp-client.ts'
import { newSecret } from '../test/support/srp-pool.ts'
import type { LoadOptions, LoadResult } from './load.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { firstLineOf, loadCore, outputOf, serverCore, spawnPinned } from './processes.ts'

/*
 * Signing in over HTTP beside what its password hash costs alone. The server is on one core and the load on another; figures
 * are for each second of the server's CPU time, so that whatever else the machine does hardly matters.
 */

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 8)
const users = 60
const Password = 'S3cure!!'
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-sign-in-'))
const nameOf = (index: number): string => `user-${index.toString().padStart(6, '0')}`

// The client's side of SRP is computed here.
execFileSync('taskset', ['-acp', String(loadCore), String(process.pid)])

const dataDir = join(directory, 'data')
const server = spawnPinned(serverCore, process.execPath, [
  'bench/poolgate-server.ts',
  dataDir,
  '0',
  join(directory, 'log'),
])
const port = Number(await firstLineOf(server))
const { cognito, close } = sdkClients(`http://127.0.0.1:${port}`)

const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'bench' }))).UserPool?.Id ?? ''
const created = await cognito.send(
  new CreateUserPoolClientCommand({
    UserPoolId,
    ClientName: 'bench',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  }),
)
const ClientId = created.UserPoolClient?.ClientId ?? ''

async function signIn(USERNAME: string) {
  const AuthParameters = { USERNAME, PASSWORD: Password }
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  return (await cognito.send(command)).AuthenticationResult ?? {}
}

async function signInBySrp(Username: string): Promise<void> {
  const { SRP_A, answer } = startSrp(UserPoolId, newSecret())
  const AuthParameters = { USERNAME: Username, SRP_A }
  const asked = await cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters }))
  const { AuthenticationResult } = await cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: answer(asked.ChallengeParameters ?? {}, Password, new Date()),
    }),
  )
  if (!AuthenticationResult) throw new Error('signing in by SRP gave no tokens')
}

/** A call whose input has `TOKEN` in it, which stands for a text as long as this one. */
function callOf(operation: string, input: object, example: string): string {
  const body = JSON.stringify(input)
  const lines = [
    'POST / HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/x-amz-json-1.1',
    `X-Amz-Target: AWSCognitoIdentityProviderService.${operation}`,
    `Content-Length: ${body.length - 'TOKEN'.length + example.length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

async function load(options: Omit<LoadOptions, 'port'>): Promise<LoadResult> {
  const told = JSON.stringify({ ...options, port })
  const printed = await outputOf(spawnPinned(loadCore, process.execPath, ['bench/load.ts', told]))
  const result = JSON.parse(printed) as LoadResult
  const statuses = Object.keys(result.statuses).join()
  if (statuses !== '200' && statuses !== '') throw new Error(`it answered ${JSON.stringify(result.statuses)}`)
  return result
}

/** Calls for each second of the server's CPU time; those that are under way when the load ends are waited for and count. */
async function rateOf(work: () => Promise<number>, last: () => Promise<unknown>): Promise<number> {
  const before = server.cpuSeconds()
  const calls = await work()
  await last()
  return (calls + 1) / (server.cpuSeconds() - before)
}

async function callsOf(options: Omit<LoadOptions, 'port'>): Promise<number> {
  return (await load(options)).requests + options.connections
}

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(directory, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function hashesAlone(): Promise<number> {
  const printed = await outputOf(spawnPinned(serverCore, process.execPath, ['bench/argon2.ts']))
  return (JSON.parse(printed) as { readonly perCpuSecond: number }).perCpuSecond
}

try {
  const names = Array.from({ length: users }, (_, index) => nameOf(index))
  for (const Username of names) {
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  }
  const signedIn = await Promise.all(names.slice(0, 20).map(signIn))
  const nameFile = fileOf('names', names)
  const accessTokens = signedIn.map(({ AccessToken = '' }) => AccessToken)
  const refreshTokens = signedIn.map(({ RefreshToken = '' }) => RefreshToken)
  const AuthParameters = { USERNAME: 'TOKEN', PASSWORD: Password }
  const byPassword: Omit<LoadOptions, 'port'> = {
    connections: 64,
    seconds,
    tokens: nameFile,
    request: callOf('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }, names[0] ?? ''),
  }
  const refreshing: Omit<LoadOptions, 'port'> = {
    connections: 64,
    seconds,
    tokens: fileOf('refresh-tokens', refreshTokens),
    request: callOf('GetTokensFromRefreshToken', { ClientId, RefreshToken: 'TOKEN' }, refreshTokens[0] ?? ''),
  }
  let newcomers = 0
  const signingUp = (): Omit<LoadOptions, 'port'> => {
    const fresh = Array.from({ length: 5000 }, () => `new-${(newcomers++).toString().padStart(7, '0')}`)
    const request = callOf('SignUp', { ClientId, Username: 'TOKEN', Password }, fresh[0] ?? '')
    return { connections: 64, seconds, tokens: fileOf('newcomers', fresh), request }
  }
  const asking: Omit<LoadOptions, 'port'> = {
    connections: 8,
    seconds,
    rate: 50,
    tokens: fileOf('access-tokens', accessTokens),
    request: callOf('GetUser', { AccessToken: 'TOKEN' }, accessTokens[0] ?? ''),
  }
  const hashed = () => signIn(nameOf(0))
  const refreshed = () =>
    cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: refreshTokens[0] }))
  const bySrp = async () => {
    const end = performance.now() + seconds * 1000
    let count = 0
    const one = async () => {
      while (performance.now() < end) await signInBySrp(nameOf(count++ % users))
    }
    await Promise.all(Array.from({ length: 8 }, one))
    return count
  }

  const found = { hash: [], password: [], signUp: [], srp: [], refresh: [], alone: [], besides: [] } as Record<
    'hash' | 'password' | 'signUp' | 'srp' | 'refresh' | 'alone' | 'besides',
    number[]
  >
  // The first round warms up and is not counted.
  for (let round = -1; round < rounds; round++) {
    const figures = {
      hash: await hashesAlone(),
      // A password waits for those before it.
      password: await rateOf(() => callsOf(byPassword), hashed),
      signUp: await rateOf(() => callsOf(signingUp()), hashed),
      srp: await rateOf(bySrp, async () => signInBySrp(nameOf(0))),
      refresh: await rateOf(() => callsOf(refreshing), refreshed),
      alone: (await load(asking)).p99,
      besides: (await Promise.all([load(asking), load(byPassword)]))[0].p99,
    }
    console.log(JSON.stringify(figures))
    if (round >= 0) for (const key of Object.keys(found) as (keyof typeof found)[]) found[key].push(figures[key])
  }
  const show = (values: readonly number[], digits = 0) => {
    const [middle, low, high] = [median(values), Math.min(...values), Math.max(...values)]
    return `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
  }
  const shareOf = (key: 'password' | 'signUp') =>
    `${show(found[key].map((value, round) => (100 * value) / (found.hash[round] ?? Number.NaN)))} % of hashes alone`
  writeSection(
    'Signing in',
    `Written by \`node bench/sign-in.ts\` on ${describeMachine()}.

The server is on one core, 64 connections on another; figures are for each second of the server's CPU time, the median of
${rounds} runs, with lowest and highest. Passwords have poolgate's hash: argon2id with 19 MiB in two passes. Every call is logged, and every commit
synced. Where the load average is far above the cores, other work took its share, and figures are low and far apart.

| | for each second of CPU time | |
| --- | ---: | --- |
| argon2id alone | ${show(found.hash, 1)} | |
| InitiateAuth, USER_PASSWORD_AUTH | ${show(found.password, 1)} | ${shareOf('password')} |
| SignUp | ${show(found.signUp, 1)} | ${shareOf('signUp')} |
| InitiateAuth and RespondToAuthChallenge, USER_SRP_AUTH | ${show(found.srp)} | |
| GetTokensFromRefreshToken | ${show(found.refresh)} | |

Of 50 GetUser calls a second the slowest hundredth takes ${show(found.alone)} ms, and ${show(found.besides)} ms while sign-ins by password take all
that is left of the core.
`,
  )
} finally {
  close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
}
