import type { UserImportJobStatusType } from '@aws-sdk/client-cognito-identity-provider'
import type { Page, UserRecord } from './store.ts'
import type { SignInName } from './user-store.ts'

/** One import of a pool's users from a CSV file. Pending, InProgress and Stopping ones are active: a pool has one at most. */
export interface ImportJobRecord {
  readonly poolId: string
  readonly id: string
  readonly name: string
  readonly roleArn: string
  readonly status: UserImportJobStatusType
  /** Whether the file has been uploaded. */
  readonly uploaded: boolean
  /** Rows of the file that are done with, whatever became of them; where a restarted server goes on. */
  readonly rows: number
  readonly imported: number
  readonly skipped: number
  readonly failed: number
  readonly completionMessage?: string
  readonly createdAt: Date
  readonly startedAt?: Date
  readonly completedAt?: Date
}

/** A user of a row, with every name that finds them. */
export interface ImportedUser {
  readonly user: UserRecord
  readonly names: readonly SignInName[]
}

export interface UserImportStore {
  insertImportJob(job: ImportJobRecord, jobsAtMost: number): Promise<'inserted' | 'full' | 'pool-gone'>
  findImportJob(poolId: string, id: string): Promise<ImportJobRecord | undefined>
  /**
   * `change` decides on the current record and may run again, so it must be pure; undefined wants no change. `busy` when
   * it would be the second active job of its pool.
   */
  updateImportJob(
    poolId: string,
    id: string,
    change: (current: ImportJobRecord) => ImportJobRecord | undefined,
  ): Promise<ImportJobRecord | 'busy' | undefined>
  /** Newest first. */
  listImportJobs(
    poolId: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<ImportJobRecord>>
  /** The active jobs of all pools. */
  listActiveImportJobs(): Promise<readonly ImportJobRecord[]>
  hasActiveImportJob(poolId: string): Promise<boolean>
  /**
   * Inserts the users whose names are free and counts the batch in its job, in one step. Answers the job, and for each
   * user whether it was imported; undefined when the job is gone.
   */
  importUsers(
    job: Pick<ImportJobRecord, 'poolId' | 'id'>,
    batch: { readonly users: readonly ImportedUser[]; readonly rows: number; readonly failed: number },
  ): Promise<{ readonly job: ImportJobRecord; readonly imported: readonly boolean[] } | undefined>
}
