import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeImportJob, isExpired, refuseMissingJob, requireImportJob } from '../user-import/import-jobs.ts'

/** The import goes on after the answer. */
export async function startUserImportJob(
  input: Input<'StartUserImportJob'>,
  context: Context<'StartUserImportJob'>,
): Promise<Output<'StartUserImportJob'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const found = await requireImportJob(context, pool, input.JobId)
  if (found.status !== 'Created' || isExpired(found, context.now))
    context.fail('PreconditionNotMetException', `User import job ${found.id} cannot be started any more.`)
  if (!found.uploaded)
    context.fail('PreconditionNotMetException', `No CSV file has been uploaded for user import job ${found.id}.`)
  const job = await context.store.updateImportJob(pool.id, found.id, (current) =>
    current.status === 'Created' ? { ...current, status: 'Pending', startedAt: context.now } : undefined,
  )
  if (job === 'busy')
    context.fail('PreconditionNotMetException', `Another user import job of user pool ${pool.id} is in progress.`)
  if (!job) return refuseMissingJob(context, found.id)
  context.userImports.start(job)
  return { UserImportJob: describeImportJob(context, job) }
}
