import type { BrandingStore, TermsRecord } from '../../cognito/branding-store.ts'
import { hasClient } from './pools.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface TermsRow {
  id: string
  pool_id: string
  client_id: string
  name: string
  source: string
  enforcement: string
  links: string
  created_at: number
  modified_at: number
  revision: number
}

type TermsStore = Pick<
  BrandingStore,
  'insertTerms' | 'findTerms' | 'replaceTerms' | 'deleteTerms' | 'countTerms' | 'listTerms'
>

/** The terms that users of all pools agree to. */
export function cognitoTerms(database: Database): TermsStore {
  return {
    insertTerms: (terms) => database.transaction((sql) => insertTerms(sql, terms)),
    findTerms: async (poolId, id) => {
      const row = await database.get<TermsRow>('SELECT * FROM terms WHERE pool_id = ? AND id = ?', poolId, id)
      return row && termsOf(row)
    },
    replaceTerms: (terms) => replaceTerms(database, terms),
    deleteTerms: async (poolId, id) =>
      (await database.run('DELETE FROM terms WHERE pool_id = ? AND id = ?', poolId, id)) > 0,
    countTerms: (poolId) => count(database, 'SELECT COUNT(*) AS count FROM terms WHERE pool_id = ?', poolId),
    listTerms: async (poolId, { limit, after = '' }) => {
      const rows = await database.all<TermsRow>(
        'SELECT * FROM terms WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?',
        poolId,
        after,
        limit + 1,
      )
      return pageOf(rows.map(termsOf), limit, ({ id }) => id)
    },
  }
}

async function insertTerms(sql: Sql, terms: TermsRecord): ReturnType<TermsStore['insertTerms']> {
  if (!(await hasClient(sql, terms.poolId, terms.clientId))) return 'client-gone'
  const inserted = await sql.run(
    `INSERT INTO terms (id, pool_id, client_id, name, source, enforcement, links, created_at, modified_at, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_id, name) DO NOTHING`,
    terms.id,
    terms.poolId,
    terms.clientId,
    terms.name,
    terms.source,
    terms.enforcement,
    JSON.stringify(terms.links),
    terms.createdAt.getTime(),
    terms.modifiedAt.getTime(),
    terms.revision,
  )
  return inserted > 0 ? 'inserted' : 'exists'
}

async function replaceTerms(database: Database, terms: TermsRecord): ReturnType<TermsStore['replaceTerms']> {
  try {
    const replaced = await database.run(
      `UPDATE terms SET name = ?, source = ?, enforcement = ?, links = ?, modified_at = ?, revision = revision + 1
       WHERE id = ? AND pool_id = ? AND revision = ?`,
      terms.name,
      terms.source,
      terms.enforcement,
      JSON.stringify(terms.links),
      terms.modifiedAt.getTime(),
      terms.id,
      terms.poolId,
      terms.revision,
    )
    return replaced > 0 ? 'replaced' : 'changed'
  } catch (error) {
    if (database.isUniqueViolation(error)) return 'exists'
    throw error
  }
}

function termsOf(row: TermsRow): TermsRecord {
  return {
    id: row.id,
    poolId: row.pool_id,
    clientId: row.client_id,
    name: row.name,
    source: row.source as TermsRecord['source'],
    enforcement: row.enforcement as TermsRecord['enforcement'],
    links: JSON.parse(row.links) as Record<string, string>,
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
    revision: row.revision,
  }
}
