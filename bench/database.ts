import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createPasswords } from '../src/cognito/users/passwords.ts'
import { systemRandom } from '../src/ports/random.ts'
import { cognitoStore } from '../src/store/cognito/store.ts'
import { migrate } from '../src/store/migrations/index.ts'
import type { Database } from '../src/store/sql.ts'
import { startPostgres } from '../test/support/postgres.ts'

// What one user costs: processor time of the node and of PostgreSQL for each step, and bytes in the database. Times of
// processors, unlike those of clocks, do not tell of whatever else the machine does. docs/scaling.md reckons with them.

const { values } = parseArgs({ options: { users: { type: 'string', default: '3000' } } })
const users = Number(values.users)
const together = 16

const poolId = 'us-east-1_bench'
const clientId = 'client'
const now = new Date('2026-11-22T10:00:00.000Z')
const later = new Date(now.getTime() + 30 * 86_400_000)

/** Seconds of processor time that each connection has cost PostgreSQL (proc(5): utime and stime, in 1/100 s). */
async function databaseSeconds(database: Database): Promise<Map<number, number>> {
  const rows = await database.all<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'",
  )
  return new Map(
    rows.map(({ pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return [pid, (Number(fields[11]) + Number(fields[12])) / 100]
    }),
  )
}

function since(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0)
}

/** Transactions that were rolled back, since others were in the way. */
async function rollbacks(database: Database): Promise<number> {
  const row = await database.get<{ count: number }>(
    'SELECT xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()',
  )
  return row?.count ?? 0
}

function nodeSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}

/** Does a step for each number below `count`, several at once, and prints what one costs. */
async function measure(
  database: Database,
  title: string,
  count: number,
  step: (each: number) => Promise<unknown>,
): Promise<void> {
  const before = { database: await databaseSeconds(database), rollbacks: await rollbacks(database) }
  const [seconds, time] = [nodeSeconds(), performance.now()]
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await step(next++)
  }
  await Promise.all(Array.from({ length: together }, worker))
  const perStep = (each: number): string => ((each / count) * 1000).toFixed(2).padStart(8)
  const node = nodeSeconds() - seconds
  const rate = count / ((performance.now() - time) / 1000)
  const inDatabase = since(before.database, await databaseSeconds(database))
  // Backends report what they did within a second.
  await delay(1200)
  const again = ((await rollbacks(database)) - before.rollbacks) / count
  const costs = `${perStep(node)} ms node ${perStep(inDatabase)} ms PostgreSQL`
  console.log(
    `${title.padEnd(40)} ${costs} ${rate.toFixed(0).padStart(6)} /s, ${(again * 100).toFixed(1)} % tried again`,
  )
}

const postgres = await startPostgres()
const database = await postgres.open()
await migrate(database)
const store = cognitoStore(database)
const dates = { createdAt: now, modifiedAt: now }
await store.insertPool(
  { id: poolId, region: 'us-east-1', name: 'p', settings: {}, tags: {}, ...dates, revision: 0 },
  [],
)
await store.insertClient({ id: clientId, poolId, name: 'c', settings: {}, ...dates, revision: 0 })
const passwords = createPasswords(systemRandom)
const passwordHash = await passwords.hash('S3cure!!')
const subs = Array.from({ length: users }, () => systemRandom.uuid())
const sub = (each: number): string => subs[each] ?? ''
const email = (each: number): string => `${sub(each).slice(0, 18)}@example.com`

await measure(database, 'hash or verify a password (argon2id)', 100, () => passwords.verify('S3cure!!', passwordHash))
await measure(database, 'store a user with an e-mail address', users, (each) =>
  store.insertUser(
    {
      poolId,
      sub: sub(each),
      username: sub(each),
      status: 'CONFIRMED',
      enabled: true,
      attributes: { sub: sub(each), email: email(each), email_verified: 'true', name: 'Jane Doe' },
      passwordHash,
      ...dates,
    },
    [
      { attribute: 'sub', name: sub(each) },
      { attribute: 'email', name: email(each) },
    ],
  ),
)
await measure(database, 'find a user by e-mail address', users, (each) => store.findUserByName(poolId, email(each)))
await measure(database, 'change a user', users, (each) =>
  store.updateUser(poolId, sub(each), (user) => ({ user: { ...user, modifiedAt: later } })),
)
await measure(database, 'store a sign-in with its refresh token', users, (each) =>
  store.insertSignIn(
    {
      id: sub(each),
      poolId,
      sub: sub(each),
      clientId,
      originJti: sub(each),
      authenticatedAt: now,
      revoked: false,
      expiresAt: later,
    },
    { hash: `${sub(each)}-first`, poolId, signInId: sub(each), expiresAt: later },
  ),
)
await measure(database, 'find a refresh token', users, (each) => store.findRefreshToken(`${sub(each)}-first`))
await measure(database, 'rotate a refresh token', users, (each) =>
  store.rotateRefreshToken(
    `${sub(each)}-first`,
    { hash: `${sub(each)}-next`, poolId, signInId: sub(each), expiresAt: later },
    { now, usableUntil: now },
  ),
)
const sizes = await database.all<{ name: string; bytes: number }>(
  `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
   WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_total_relation_size(oid) > 100000`,
)
for (const { name, bytes } of sizes)
  console.log(`${name.padEnd(48)} ${(bytes / users).toFixed(0).padStart(8)} bytes a user`)
await database.close()
await postgres.stop()
