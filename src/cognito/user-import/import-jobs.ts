import type { UserImportJobType } from '@aws-sdk/client-cognito-identity-provider'
import { openJson } from '../../ports/vault.ts'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import type { ImportJobRecord } from '../user-import-store.ts'

/** How long a file can be uploaded (API reference, CreateUserImportJob), and a job wait for its start. */
const uploadMilliseconds = 899_000
const jobMilliseconds = 24 * 3_600_000

/** The largest file; AWS takes 100 MB. */
const largestFile = 1024 ** 3

type Finds = Fails<'ResourceNotFoundException'> & Pick<Cognito, 'store'>

/** The job of a pool that an operation names. Refuses with ResourceNotFoundException. */
export async function requireImportJob(context: Finds, pool: PoolRecord, id: string): Promise<ImportJobRecord> {
  return (await context.store.findImportJob(pool.id, id)) ?? refuseMissingJob(context, id)
}

export function refuseMissingJob(context: Fails<'ResourceNotFoundException'>, id: string): never {
  return context.fail('ResourceNotFoundException', `User import job ${id} does not exist.`)
}

/** Whether a job was never started and cannot be any more. */
export function isExpired({ status, createdAt }: ImportJobRecord, now: Date): boolean {
  return status === 'Created' && createdAt.getTime() + jobMilliseconds <= now.getTime()
}

/** Refuses a change to a pool whose users are being imported with UserImportInProgressException. */
export async function refuseWhileImporting(
  context: Fails<'UserImportInProgressException'> & Pick<Cognito, 'store'>,
  poolId: string,
): Promise<void> {
  if (await context.store.hasActiveImportJob(poolId))
    context.fail('UserImportInProgressException', `A user import job is in progress in user pool ${poolId}.`)
}

const purpose = 'user-import-upload'

/** A job as the API shows it: with the address for its file until that has been uploaded in time. */
export function describeImportJob(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault' | 'origin'>,
  job: ImportJobRecord,
): Defined<UserImportJobType> {
  const expired = isExpired(job, context.now)
  const message = expired ? 'The user import job has expired.' : job.completionMessage
  return {
    JobName: job.name,
    JobId: job.id,
    UserPoolId: job.poolId,
    ...(job.status === 'Created' && !expired && { PreSignedUrl: uploadUrl(context, job) }),
    CreationDate: job.createdAt,
    ...(job.startedAt && { StartDate: job.startedAt }),
    ...(job.completedAt && { CompletionDate: job.completedAt }),
    Status: expired ? 'Expired' : job.status,
    CloudWatchLogsRoleArn: job.roleArn,
    ImportedUsers: job.imported,
    SkippedUsers: job.skipped,
    FailedUsers: job.failed,
    ...(message !== undefined && { CompletionMessage: message }),
  }
}

/** Whoever has it can upload the file and nothing else. */
function uploadUrl(
  { vault, origin }: Pick<Cognito, 'vault' | 'origin'>,
  { poolId, id, createdAt }: ImportJobRecord,
): string {
  const token = vault.seal(JSON.stringify([poolId, id, createdAt.getTime() + uploadMilliseconds]), purpose)
  return `${origin()}/_poolgate/user-import?token=${token.toString('base64url')}`
}

/** What becomes of an upload, as S3 would answer it. */
export type UploadOutcome = { readonly status: 200 } | { readonly status: 403 | 404 | 409; readonly message: string }

/** Keeps the file of a job that has not been started. Rejects with UploadTooLargeError. */
export async function uploadImportFile(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'vault' | 'uploads'>,
  token: string,
  content: AsyncIterable<Uint8Array>,
): Promise<UploadOutcome> {
  const opened = openJson(context.vault, Buffer.from(token, 'base64url'), purpose)
  const [poolId, id, expiresAt]: unknown[] = Array.isArray(opened) ? opened : []
  if (typeof poolId !== 'string' || typeof id !== 'string' || typeof expiresAt !== 'number')
    return { status: 403, message: 'The pre-signed URL is not one of this server.' }
  if (expiresAt <= context.now.getTime()) return { status: 403, message: 'Request has expired' }
  const job = await context.store.findImportJob(poolId, id)
  if (!job) return { status: 404, message: `User import job ${id} does not exist.` }
  if (job.status !== 'Created') return { status: 409, message: `User import job ${id} is ${job.status}.` }
  await context.uploads.write(id, content, largestFile)
  const kept = await context.store.updateImportJob(poolId, id, (current) =>
    current.status === 'Created' ? { ...current, uploaded: true } : undefined,
  )
  return kept ? { status: 200 } : { status: 409, message: `User import job ${id} has been started meanwhile.` }
}
