import type { ImportedUser, ImportJobRecord, UserImportStore } from '../../cognito/user-import-store.ts'
import { insertUser, NameTaken } from './users.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface ImportJobRow {
  pool_id: string
  id: string
  status: ImportJobRecord['status']
  job: string
  created_at: number
}

const active = "status IN ('Pending', 'InProgress', 'Stopping')"

/** Import jobs of all pools, and the users they bring. */
export function cognitoUserImport(database: Database): UserImportStore {
  return {
    insertImportJob: (job, jobsAtMost) => database.transaction((sql) => insertImportJob(sql, job, jobsAtMost)),
    findImportJob: (poolId, id) => findImportJob(database, poolId, id),
    updateImportJob: async (poolId, id, change) => {
      try {
        return await database.transaction(async (sql) => {
          const current = await findImportJob(sql, poolId, id)
          const changed = current && change(current)
          if (changed) await writeImportJob(sql, changed)
          return changed
        })
      } catch (error) {
        if (database.isUniqueViolation(error)) return 'busy'
        throw error
      }
    },
    listImportJobs: async (poolId, { limit, after }) => {
      const [time, id] = positionOf(after)
      const rows = await database.all<ImportJobRow>(
        `SELECT * FROM user_import_jobs WHERE pool_id = ? AND (created_at < ? OR (created_at = ? AND id < ?))
         ORDER BY created_at DESC, id DESC LIMIT ?`,
        poolId,
        time,
        time,
        id,
        limit + 1,
      )
      return pageOf(rows.map(importJobOf), limit, (job) => `${job.createdAt.getTime()}/${job.id}`)
    },
    listActiveImportJobs: async () => {
      const rows = await database.all<ImportJobRow>(`SELECT * FROM user_import_jobs WHERE ${active}`)
      return rows.map(importJobOf)
    },
    hasActiveImportJob: async (poolId) =>
      (await count(
        database,
        `SELECT COUNT(*) AS count FROM user_import_jobs WHERE pool_id = ? AND ${active}`,
        poolId,
      )) > 0,
    importUsers: async (job, batch) => {
      for (;;) {
        try {
          return await database.transaction((sql) => importUsers(sql, job, batch))
        } catch (error) {
          // Somebody took one of the names meanwhile, which is visible now.
          if (!(error instanceof NameTaken)) throw error
        }
      }
    },
  }
}

async function insertImportJob(
  sql: Sql,
  job: ImportJobRecord,
  jobsAtMost: number,
): ReturnType<UserImportStore['insertImportJob']> {
  if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', job.poolId))) return 'pool-gone'
  const jobs = await count(sql, 'SELECT COUNT(*) AS count FROM user_import_jobs WHERE pool_id = ?', job.poolId)
  if (jobs >= jobsAtMost) return 'full'
  await sql.run(
    'INSERT INTO user_import_jobs (pool_id, id, status, job, created_at) VALUES (?, ?, ?, ?, ?)',
    job.poolId,
    job.id,
    job.status,
    textOf(job),
    job.createdAt.getTime(),
  )
  return 'inserted'
}

async function findImportJob(sql: Sql, poolId: string, id: string): Promise<ImportJobRecord | undefined> {
  const row = await sql.get<ImportJobRow>('SELECT * FROM user_import_jobs WHERE pool_id = ? AND id = ?', poolId, id)
  return row && importJobOf(row)
}

async function writeImportJob(sql: Sql, job: ImportJobRecord): Promise<void> {
  await sql.run(
    'UPDATE user_import_jobs SET status = ?, job = ? WHERE pool_id = ? AND id = ?',
    job.status,
    textOf(job),
    job.poolId,
    job.id,
  )
}

async function importUsers(
  sql: Sql,
  { poolId, id }: Pick<ImportJobRecord, 'poolId' | 'id'>,
  batch: Parameters<UserImportStore['importUsers']>[1],
): ReturnType<UserImportStore['importUsers']> {
  const current = await findImportJob(sql, poolId, id)
  if (!current) return undefined
  const imported: boolean[] = []
  for (const user of batch.users) imported.push(await importUser(sql, user))
  const done = imported.filter((isImported) => isImported).length
  const job: ImportJobRecord = {
    ...current,
    rows: current.rows + batch.rows,
    imported: current.imported + done,
    skipped: current.skipped + imported.length - done,
    failed: current.failed + batch.failed,
  }
  await writeImportJob(sql, job)
  return { job, imported }
}

async function importUser(sql: Sql, { user, names }: ImportedUser): Promise<boolean> {
  for (const { name } of names)
    if (await sql.get('SELECT 1 AS found FROM user_names WHERE pool_id = ? AND name = ?', user.poolId, name))
      return false
  await insertUser(sql, user, names, undefined)
  return true
}

/** Where a page ends: time and id of its last job. Without one, before everything. */
function positionOf(after: string | undefined): [time: number, id: string] {
  if (after === undefined) return [Number.MAX_SAFE_INTEGER, '']
  const slash = after.indexOf('/')
  return [Number(after.slice(0, slash)), after.slice(slash + 1)]
}

function textOf(job: ImportJobRecord): string {
  const { poolId: _, id: __, status: ___, createdAt: ____, ...rest } = job
  return JSON.stringify(rest)
}

type StoredJob = Omit<ImportJobRecord, 'poolId' | 'id' | 'status' | 'createdAt' | 'startedAt' | 'completedAt'> & {
  readonly startedAt?: string
  readonly completedAt?: string
}

function importJobOf(row: ImportJobRow): ImportJobRecord {
  const { startedAt, completedAt, ...stored } = JSON.parse(row.job) as StoredJob
  return {
    poolId: row.pool_id,
    id: row.id,
    status: row.status,
    ...stored,
    createdAt: new Date(row.created_at),
    ...(startedAt !== undefined && { startedAt: new Date(startedAt) }),
    ...(completedAt !== undefined && { completedAt: new Date(completedAt) }),
  }
}
