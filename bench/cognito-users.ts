import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../src/store/sqlite.ts'
import { openCognito } from '../test/support/cognito.ts'
import { password } from '../test/support/user-pool.ts'
import { median } from './figures.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { canSignIn, nameOf, storeUsers } from './stored-users.ts'

/*
 * What a pool of a million users costs beside one of a thousand. Operations run in this process over a database on disk, with
 * the cheapest hash there is, so that nothing hides what the database costs.
 */

const sizes = (process.env['BENCH_USERS'] ?? '1000,1000000').split(',').map(Number)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 300)
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-users-'))
const endings: (() => unknown)[] = []

type Measured = (round: number) => Promise<unknown>

/** A pool with so many users, each with an e-mail address and the same password, and what is asked of it. */
async function openPool(size: number) {
  const file = join(directory, `${size}.sqlite`)
  const database = openSqlite(file)
  const cognito = await openCognito({ after: (end) => void endings.push(end as () => unknown) }, undefined, database)
  const { client, store, clock } = cognito
  const UserPoolId = (await client.CreateUserPool({ PoolName: 'bench', AutoVerifiedAttributes: [] })).UserPool?.Id ?? ''
  const flows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const]
  const settings = { UserPoolId, ClientName: 'bench', ExplicitAuthFlows: flows }
  const ClientId = (await client.CreateUserPoolClient(settings)).UserPoolClient?.ClientId ?? ''
  const pool = await store.findPool(UserPoolId)
  if (!pool) throw new Error('the pool is gone')
  const passwordHash = await cognito.passwords.hash(password)
  const createdFrom = clock.now().getTime() - size * 1000

  const loadSeconds = await storeUsers(database, pool, { count: size, passwordHash, createdFrom })

  /** One of the users who can sign in, another each round, from all over the pool. */
  const some = (round: number): string => {
    const index = (round * 7919 * 31) % size
    return nameOf(canSignIn(index) ? index : index - 1)
  }
  const list = (more: object) => client.ListUsers({ UserPoolId, Limit: 60, ...more })
  const deep = Buffer.from(`${createdFrom + Math.floor(size * 0.9) * 1000}/0`).toString('base64url')
  const signIn = (USERNAME: string) =>
    client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    })
  const { RefreshToken: REFRESH_TOKEN = '' } = (await signIn(some(0))).AuthenticationResult ?? {}
  const calls: Readonly<Record<string, Measured>> = {
    'InitiateAuth, USER_PASSWORD_AUTH': (round) => signIn(some(round)),
    'InitiateAuth, REFRESH_TOKEN_AUTH': () =>
      client.InitiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
    AdminGetUser: (round) => client.AdminGetUser({ UserPoolId, Username: some(round) }),
    SignUp: (round) =>
      client.SignUp({
        ClientId,
        Username: `new-${round}`,
        Password: password,
        UserAttributes: [{ Name: 'email', Value: `new-${round}@example.com` }],
      }),
    AdminUpdateUserAttributes: (round) =>
      client.AdminUpdateUserAttributes({
        UserPoolId,
        Username: some(round),
        UserAttributes: [{ Name: 'name', Value: `Round ${round}` }],
      }),
    'ListUsers, the first page': () => list({}),
    'ListUsers, a page at nine tenths': () => list({ PaginationToken: deep }),
    'ListUsers, `email = "…"`': (round) => list({ Filter: `email = "${some(round)}@example.com"` }),
    'ListUsers, `username = "…"`': (round) => list({ Filter: `username = "${some(round)}"` }),
    'ListUsers, `username ^= "user-0"`, 60 of a tenth of all': () => list({ Filter: 'username ^= "user-0"' }),
    'ListUsers, `email ^= "…"`, one user': (round) => list({ Filter: `email ^= "${some(round)}"` }),
    'ListUsers, `cognito:user_status = "RESET_REQUIRED"`, one of them': () =>
      list({ Filter: 'cognito:user_status = "RESET_REQUIRED"', Limit: 1 }),
    'ListUsers, `status = "Disabled"`, one of them': () => list({ Filter: 'status = "Disabled"', Limit: 1 }),
    DescribeUserPool: () => client.DescribeUserPool({ UserPoolId }),
  }
  return { size, calls, loadSeconds, file }
}

async function milliseconds(call: Measured, round: number): Promise<number> {
  const begun = performance.now()
  await call(round)
  return performance.now() - begun
}

const count = (size: number): string => size.toLocaleString('en-US')

try {
  const pools = []
  for (const size of sizes) pools.push(await openPool(size))
  const rows: string[] = []
  for (const name of Object.keys(pools[0]?.calls ?? {})) {
    const taken = pools.map(() => [] as number[])
    // They take turns, so that what the machine does besides hits them alike.
    for (let round = 0; round < rounds; round++)
      for (const [index, { calls }] of pools.entries()) taken[index]?.push(await milliseconds(calls[name]!, round))
    const medians = taken.map((values) => median(values.slice(Math.floor(rounds / 10))))
    const ratio = (medians.at(-1) ?? 0) / (medians[0] ?? 0)
    rows.push(`| ${name} | ${medians.map((value) => value.toFixed(2)).join(' | ')} | ${ratio.toFixed(2)} |`)
    console.log(rows.at(-1))
  }
  const loads = pools.map(
    ({ size, loadSeconds, file }) =>
      `${count(size)} in ${loadSeconds.wall.toFixed(1)} s, ${loadSeconds.cpu.toFixed(1)} s of CPU time (${Math.round(statSync(file).size / 1e6)} MB)`,
  )
  writeSection(
    'A pool of a million users',
    `Written by \`node bench/cognito-users.ts\` on ${describeMachine()}.

Milliseconds that an operation takes in the process, over SQLite on disk with every commit synced: the median of ${rounds} runs,
both pools taking turns. Passwords have the cheapest hash that argon2id allows, so that nothing hides what the database
costs. Users were written without hashing: ${loads.join(', ')}.

| | ${pools.map(({ size }) => `${count(size)} users`).join(' | ')} | ratio |
| --- |${pools.map(() => ' ---: |').join('')} ---: |
${rows.join('\n')}

DescribeUserPool counts 10,000 users at most and reckons the rest from a part of them; of a million that part is larger than a
thousand.
`,
  )
} finally {
  for (const end of endings) await end()
  rmSync(directory, { recursive: true, force: true })
}
