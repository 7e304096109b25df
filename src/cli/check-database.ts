import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { migrations } from '../store/migrations/index.ts'
import type { Sql } from '../store/sql.ts'
import { failure, type Finding, ok, type Placed, warning } from './finding.ts'

type Where = Pick<Placed, 'dataDir' | 'database'>

/** Whether the database is whole, and what will become of its schema. */
export async function checkDatabase({ dataDir, database: url }: Where): Promise<Finding> {
  if (url !== undefined) {
    const { openPostgres } = await import('../store/postgres.ts')
    const database = await openPostgres(url)
    try {
      const began = performance.now()
      await database.get('SELECT 1 AS answer')
      return describeSchema(
        await findSchema(database),
        `PostgreSQL answers in ${(performance.now() - began).toFixed(1)} ms`,
      )
    } finally {
      await database.close()
    }
  }
  const file = join(dataDir, 'poolgate.db')
  if (!existsSync(file)) return ok('database', `${file} will be made`)
  const connection = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    const [health] = Object.values(connection.prepare('PRAGMA quick_check(1)').get() ?? {})
    if (health !== 'ok') return failure('database', `${file} is damaged: ${String(health)}; restore it from a backup`)
    const row = connection.prepare('SELECT MAX(version) AS version FROM schema_version').get()
    return describeSchema(Number(row?.['version'] ?? 0), file)
  } finally {
    connection.close()
  }
}

/** Undefined for a database without tables of ours. */
async function findSchema(database: Sql): Promise<number | undefined> {
  const row = await database
    .get<{ version: number | null }>('SELECT MAX(version) AS version FROM schema_version')
    .catch(() => undefined)
  return row?.version ?? undefined
}

function describeSchema(found: number | undefined, where: string): Finding {
  const known = migrations.length
  if (found === undefined) return ok('database', `${where}; it is empty`)
  if (found > known)
    return failure('database', `${where}: written by a newer poolgate (schema ${found}; this build knows ${known})`)
  return found < known
    ? warning('database', `${where}: schema ${found} will be brought to ${known} at the start; back it up first`)
    : ok('database', `${where}, schema ${found}`)
}

const keyringStatement = `SELECT value FROM installation WHERE name = 'keyring'`

/** The keys that everything is sealed with, themselves sealed; undefined where there are none yet. */
export async function findSealedKeyring({ dataDir, database: url }: Where): Promise<string | undefined> {
  if (url !== undefined) {
    const { openPostgres } = await import('../store/postgres.ts')
    const database = await openPostgres(url)
    try {
      if ((await findSchema(database)) === undefined) return undefined
      return (await database.get<{ value: string }>(keyringStatement))?.value
    } finally {
      await database.close()
    }
  }
  const file = join(dataDir, 'poolgate.db')
  if (!existsSync(file)) return undefined
  const connection = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    const value = connection.prepare(keyringStatement).get()?.['value']
    return typeof value === 'string' ? value : undefined
  } finally {
    connection.close()
  }
}
