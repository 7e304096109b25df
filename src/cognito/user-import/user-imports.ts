import type { CallContext } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { ImportedUser, ImportJobRecord } from '../user-import-store.ts'
import type { PoolRecord } from '../store.ts'
import type { Clock } from '../../ports/clock.ts'
import { headerProblem } from './import-columns.ts'
import { parseCsv, type CsvRow } from './parse-csv.ts'
import { readImportRow, RowError } from './read-import-row.ts'

/** Runs the imports that operations start; they go on between requests. */
export interface UserImports {
  /** Runs a job that is Pending; its end is in the store. */
  start(job: ImportJobRecord): void
  /**
   * Goes on with the jobs that the server before this one left, or that others have started; one whose file is not here is
   * another server's.
   */
  resume(): Promise<void>
  /** Leaves every job where it is, for the next server to go on with, and resolves when none is at work. */
  stop(): Promise<void>
  /** Resolves when no job is at work. */
  settled(): Promise<void>
}

type Imports = Pick<Cognito, 'store' | 'random' | 'uploads' | 'log'> & { readonly clock: Clock }

/** Developer guide, "Importing users from a CSV file". */
const longestRow = 16_000
/** Few enough that requests in between hardly wait, many enough that a commit is shared. */
const rowsPerBatch = 100
/** Of each job so many rows are logged that became no user; the counts tell of the rest. */
const rowsLogged = 1000

export function createUserImports(context: Imports): UserImports {
  const running = new Map<string, Promise<void>>()
  const elsewhere = new Set<string>()
  let isStopping = false

  function start(job: ImportJobRecord): void {
    if (running.has(job.id)) return
    const run = runImport(context, job, () => isStopping)
      .catch((error: unknown) => failImport(context, job, error))
      .finally(() => running.delete(job.id))
    running.set(job.id, run)
  }

  const settled = async () => {
    while (running.size > 0) await Promise.all(running.values())
  }
  return {
    start,
    resume: async () => {
      for (const job of await context.store.listActiveImportJobs())
        if (context.uploads.has(job.id)) start(job)
        else if (!elsewhere.has(job.id)) {
          elsewhere.add(job.id)
          context.log.warn({ event: 'user-import-elsewhere', userPoolId: job.poolId, jobId: job.id })
        }
    },
    stop: async () => {
      isStopping = true
      await settled()
    },
    settled,
  }
}

/** Leaves imports to another process with the same files, which resumes them again and again. */
export const importsOfAnother: UserImports = {
  start: () => {},
  resume: async () => {},
  stop: async () => {},
  settled: async () => {},
}

async function runImport(context: Imports, { poolId, id }: ImportJobRecord, isStopping: () => boolean): Promise<void> {
  const pool = await context.store.findPool(poolId)
  const job = await context.store.updateImportJob(poolId, id, (current) =>
    current.status === 'Pending' ? { ...current, status: 'InProgress' } : current,
  )
  if (!pool || !job || job === 'busy') return
  let state: ImportJobRecord = job
  let logged = 0
  const logRow = (outcome: 'SKIPPED' | 'FAILED', { line }: CsvRow, reason: string) => {
    if (logged++ < rowsLogged)
      context.log.info({ event: 'user-import-row', userPoolId: poolId, jobId: id, line, outcome, reason })
  }
  const rows = readRows(context, pool, job)
  for await (const batch of batchesOf(rows)) {
    if (isStopping()) return
    if (state.status === 'Stopping') return finish(context, state, 'Stopped', 'The user import job was stopped.')
    const outcome = await importBatch(context, pool, job, batch, logRow)
    if (!outcome) return
    state = outcome
    // Requests that came meanwhile go first.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (state.status === 'Stopping') return finish(context, state, 'Stopped', 'The user import job was stopped.')
  if (state.imported === 0 && state.rows > 0)
    return finish(context, state, 'Failed', 'Too many users have failed or been skipped during the import.')
  return finish(context, state, 'Succeeded', 'Import Job Completed Successfully.')
}

/** The rows that are still to do, each as column -> value. */
async function* readRows(
  context: Imports,
  pool: PoolRecord,
  job: ImportJobRecord,
): AsyncGenerator<CsvRow & { readonly header: readonly string[] }> {
  let header: readonly string[] | undefined
  let index = 0
  for await (const row of parseCsv(context.uploads.read(job.id), longestRow)) {
    if (!header) {
      header = row.fields ?? []
      const problem = headerProblem(pool, header)
      if (problem !== undefined) throw new ImportError(problem)
    } else if (index++ >= job.rows) yield { ...row, header }
  }
  if (!header) throw new ImportError('The file is empty.')
}

async function* batchesOf<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < rowsPerBatch) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function importBatch(
  context: Imports,
  pool: PoolRecord,
  job: ImportJobRecord,
  batch: readonly (CsvRow & { readonly header: readonly string[] })[],
  logRow: (outcome: 'SKIPPED' | 'FAILED', row: CsvRow, reason: string) => void,
): Promise<ImportJobRecord | undefined> {
  const read: { readonly row: CsvRow; readonly imported: ImportedUser }[] = []
  const now = context.clock.now()
  for (const row of batch)
    try {
      read.push({ row, imported: readImportRow({ ...context, now }, pool, namedFields(row)) })
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      logRow('FAILED', row, error.message)
    }
  const users = read.map(({ imported }) => imported)
  const failed = batch.length - users.length
  const outcome = await context.store.importUsers(job, { users, rows: batch.length, failed })
  for (const [index, { row }] of read.entries())
    if (outcome?.imported[index] === false) logRow('SKIPPED', row, 'The user already exists.')
  return outcome?.job
}

function namedFields({ header, fields }: CsvRow & { readonly header: readonly string[] }): Record<string, string> {
  if (fields?.length !== header.length)
    throw new RowError(
      fields
        ? `The row has ${fields.length} values and the header ${header.length}.`
        : 'The row is too long or its quotes are wrong.',
    )
  return Object.fromEntries(header.map((name, index) => [name, fields[index] ?? '']))
}

/** Why a file cannot be imported at all. */
class ImportError extends Error {}

async function failImport(context: Imports, job: ImportJobRecord, error: unknown): Promise<void> {
  const isKnown = error instanceof ImportError || error instanceof TypeError
  if (!isKnown) context.log.error({ event: 'user-import-failed', userPoolId: job.poolId, jobId: job.id }, error)
  const reason = error instanceof ImportError ? error.message : 'The file could not be read.'
  await finish(context, job, 'Failed', reason)
}

async function finish(
  { store, uploads, log, clock }: Imports & Partial<CallContext>,
  { poolId, id }: ImportJobRecord,
  status: 'Succeeded' | 'Failed' | 'Stopped',
  completionMessage: string,
): Promise<void> {
  const completedAt = clock.now()
  const job = await store.updateImportJob(poolId, id, (current) => ({
    ...current,
    status,
    completionMessage,
    completedAt,
  }))
  await uploads.remove(id)
  if (!job || job === 'busy') return
  const { imported, skipped, failed } = job
  log.info({
    event: 'user-import',
    userPoolId: poolId,
    jobId: id,
    status,
    completionMessage,
    imported,
    skipped,
    failed,
  })
}
