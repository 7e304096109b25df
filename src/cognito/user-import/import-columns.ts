import { schemaOf } from '../users/user-attributes.ts'
import type { PoolRecord } from '../store.ts'

/** The columns of a pool's CSV file: every attribute but `sub`, and two of Cognito's own (API reference, GetCSVHeader). */
export function importColumns(pool: PoolRecord): string[] {
  const attributes = schemaOf(pool).map(({ Name }) => Name)
  return [...attributes.filter((name) => name !== 'sub'), 'cognito:mfa_enabled', 'cognito:username']
}

/** Why a file with this header cannot be imported; undefined when it can. */
export function headerProblem(pool: PoolRecord, header: readonly string[]): string | undefined {
  const known = importColumns(pool)
  const unknown = header.find((name) => !known.includes(name))
  if (unknown !== undefined)
    return `The header has the column ${unknown.slice(0, 100)}, which is no attribute of the pool.`
  const repeated = header.find((name, index) => header.indexOf(name) < index)
  if (repeated !== undefined) return `The header has the column ${repeated} twice.`
  const missing = ['cognito:username', 'cognito:mfa_enabled'].find((name) => !header.includes(name))
  return missing === undefined ? undefined : `The header lacks the column ${missing}.`
}
