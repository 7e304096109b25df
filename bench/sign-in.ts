import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { startSrp } from '../test/support/srp-client.ts'
import { newSecret } from '../test/support/srp-pool.ts'
import { spread } from './figures.ts'
import type { LoadOptions } from './load.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { callOf, createPoolOfUsers, Password } from './pool-of-users.ts'
import { firstLineOf, load, loadCore, outputOf, serverCore, spawnPinned } from './processes.ts'

/*
 * Signing in over HTTP beside what its password hash costs alone. The server is on one core and the load on another; figures
 * are for each second of the server's CPU time, so that whatever else the machine does hardly matters.
 */

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 8)
const users = 60
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-sign-in-'))

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
const { cognito, UserPoolId, ClientId, names, signIn, close } = await createPoolOfUsers(port, users)
const nameOf = (index: number): string => names[index % users] ?? ''

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

/** Calls for each second of the server's CPU time; those that are under way when the load ends are waited for and count. */
async function rateOf(work: () => Promise<number>, last: () => Promise<unknown>): Promise<number> {
  const before = server.cpuSeconds()
  const calls = await work()
  await last()
  return (calls + 1) / (server.cpuSeconds() - before)
}

async function callsOf(options: LoadOptions): Promise<number> {
  return (await load(options)).requests + options.connections
}

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(directory, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

async function hashesAlone(): Promise<number> {
  const printed = await outputOf(spawnPinned(serverCore, process.execPath, ['bench/argon2.ts']))
  return (JSON.parse(printed) as { readonly perCpuSecond: number }).perCpuSecond
}

try {
  const signedIn = await Promise.all(names.slice(0, 20).map(signIn))
  const nameFile = fileOf('names', names)
  const accessTokens = signedIn.map(({ AccessToken }) => AccessToken)
  const refreshTokens = signedIn.map(({ RefreshToken }) => RefreshToken)
  const AuthParameters = { USERNAME: 'TOKEN', PASSWORD: Password }
  const byPassword: LoadOptions = {
    port,
    connections: 64,
    seconds,
    tokens: nameFile,
    request: callOf(port, 'InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }, names[0] ?? ''),
  }
  const refreshing: LoadOptions = {
    port,
    connections: 64,
    seconds,
    tokens: fileOf('refresh-tokens', refreshTokens),
    request: callOf(port, 'GetTokensFromRefreshToken', { ClientId, RefreshToken: 'TOKEN' }, refreshTokens[0] ?? ''),
  }
  let newcomers = 0
  const signingUp = (): LoadOptions => {
    const fresh = Array.from({ length: 5000 }, () => `new-${(newcomers++).toString().padStart(7, '0')}`)
    const request = callOf(port, 'SignUp', { ClientId, Username: 'TOKEN', Password }, fresh[0] ?? '')
    return { port, connections: 64, seconds, tokens: fileOf('newcomers', fresh), request }
  }
  const asking: LoadOptions = {
    port,
    connections: 8,
    seconds,
    rate: 50,
    tokens: fileOf('access-tokens', accessTokens),
    request: callOf(port, 'GetUser', { AccessToken: 'TOKEN' }, accessTokens[0] ?? ''),
  }
  const hashed = () => signIn(nameOf(0))
  const refreshed = () =>
    cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: refreshTokens[0] }))
  const bySrp = async () => {
    const end = performance.now() + seconds * 1000
    let count = 0
    const one = async () => {
      while (performance.now() < end) await signInBySrp(nameOf(count++))
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
  const shareOf = (key: 'password' | 'signUp') =>
    `${spread(found[key].map((value, round) => (100 * value) / (found.hash[round] ?? Number.NaN)))} % of hashes alone`
  writeSection(
    'Signing in',
    `Written by \`node bench/sign-in.ts\` on ${describeMachine()}.

The server is on one core, 64 connections on another; figures are for each second of the server's CPU time, the median of
${rounds} runs, with lowest and highest. Passwords have poolgate's hash: argon2id with 19 MiB in two passes. Every call is logged, and every commit
synced. Where the load average is far above the cores, other work took its share, and figures are low and far apart.

| | for each second of CPU time | |
| --- | ---: | --- |
| argon2id alone | ${spread(found.hash, 1)} | |
| InitiateAuth, USER_PASSWORD_AUTH | ${spread(found.password, 1)} | ${shareOf('password')} |
| SignUp | ${spread(found.signUp, 1)} | ${shareOf('signUp')} |
| InitiateAuth and RespondToAuthChallenge, USER_SRP_AUTH | ${spread(found.srp)} | |
| GetTokensFromRefreshToken | ${spread(found.refresh)} | |

Of 50 GetUser calls a second the slowest hundredth takes ${spread(found.alone)} ms, and ${spread(found.besides)} ms while sign-ins by password take all
that is left of the core.
`,
  )
} finally {
  close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
}
