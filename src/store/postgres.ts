import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { giveUpLostConnections } from './lost-connections.ts'
import { Overloaded } from '../ports/overloaded.ts'
import { type Random, systemRandom } from '../ports/random.ts'
import type { Database, Sql, SqlValue } from './sql.ts'

/** The database cannot be used; the message says which and why, without its password. */
class DatabaseError extends Error {
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`cannot use the database ${withoutPassword(url)}: ${reason}`, options)
    this.name = 'DatabaseError'
  }
}

function withoutPassword(url: string): string {
  const parsed = URL.parse(url)
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : 'that was named, which is no URL'
}

const oldestVersion = 140_000

/**
 * PostgreSQL 14 or newer through `pg`, which is loaded only here. Transactions are serializable: of two that would
 * disturb each other one is run again, so that every store method stays one atomic step on any number of nodes.
 * Rejects with DatabaseError when it cannot be reached or is too old.
 * @param url postgres://user:password@host:port/database
 * @param lookEvery milliseconds after which lost connections are looked for
 */
export async function openPostgres(url: string, random: Random = systemRandom, lookEvery?: number): Promise<Database> {
  const { default: pg } = await import('pg')
  // BIGINT columns hold epoch milliseconds and counters, all below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const pool: Pool = new pg.Pool({ connectionString: url, max: 16, connectionTimeoutMillis: 10_000 })
  // A connection that breaks is replaced by the pool, and whoever waits on it is told; without listeners the error of an
  // idle or of a used one would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const create = () => new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 })
  const stopLooking = giveUpLostConnections(pool, create, lookEvery)
  try {
    const { rows } = await pool.query<{ server_version_num: string }>('SHOW server_version_num')
    const version = Number(rows[0]?.server_version_num)
    if (version < oldestVersion) throw new Error(`it is older than PostgreSQL 14 (${version})`)
  } catch (error) {
    stopLooking()
    await pool.end()
    throw new DatabaseError(url, reasonOf(error), { cause: error })
  }
  return {
    dialect: 'postgres',
    ...sqlOf((text, values) => retrying(random, () => pool.query(text, values))),
    transaction: async (work, committed) => {
      const result = await retrying(random, () => transact(pool, work))
      committed?.(result)
      return result
    },
    isUniqueViolation: (error) => codeOf(error) === '23505',
    check: async () => void (await pool.query('SELECT 1')),
    close: () => {
      stopLooking()
      return pool.end()
    },
  }
}

const maximumAttempts = 12
const longestPauseMilliseconds = 250
/** serialization_failure and deadlock_detected: the transaction was rolled back and may be run again. */
const retryable: ReadonlySet<string | undefined> = new Set(['40001', '40P01'])

/** Runs `work` again while others are in its way, a random while later each time; rejects with Overloaded at last. */
async function retrying<Result>(random: Random, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work()
    } catch (error) {
      if (!retryable.has(codeOf(error))) throw error
      if (attempt >= maximumAttempts) throw new Overloaded(`others were in the way ${attempt} times`, { cause: error })
      // At random, so that those who were in each other's way do not meet again ("full jitter").
      const longest = Math.min(longestPauseMilliseconds, 2 ** attempt)
      await delay((random.bytes(1).readUInt8() / 255) * longest)
    }
}

async function transact<Result>(pool: Pool, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    const result = await attemptOn(client, work)
    client.release()
    return result
  } catch (error) {
    // A connection that could not even roll back is not given back to the pool.
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
    client.release(!rolledBack)
    throw error
  }
}

async function attemptOn<Result>(client: PoolClient, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE')
  const result = await work(sqlOf((text, values) => client.query(text, values)))
  await client.query('COMMIT')
  return result
}

function sqlOf(query: (text: string, values: SqlValue[]) => Promise<QueryResult>): Sql {
  return {
    all: async <Row>(text: string, ...values: SqlValue[]) => (await query(numbered(text), values)).rows as Row[],
    get: async <Row>(text: string, ...values: SqlValue[]) =>
      (await query(numbered(text), values)).rows[0] as Row | undefined,
    run: async (text, ...values) => (await query(numbered(text), values)).rowCount ?? 0,
  }
}

const texts = new Map<string, string>()

/** `?` placeholders as PostgreSQL's `$1`, `$2`, ...; our statements hold no other question mark. */
function numbered(statement: string): string {
  let text = texts.get(statement)
  if (text === undefined) {
    let index = 0
    text = statement.replace(/\?/g, () => `$${++index}`)
    texts.set(statement, text)
  }
  return text
}

/** A host name with several addresses fails with one error for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
