import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeImportJob, requireImportJob } from '../user-import/import-jobs.ts'

/** Users who have been imported stay. */
export async function stopUserImportJob(
  input: Input<'StopUserImportJob'>,
  context: Context<'StopUserImportJob'>,
): Promise<Output<'StopUserImportJob'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const found = await requireImportJob(context, pool, input.JobId)
  const job = await context.store.updateImportJob(pool.id, found.id, (current) =>
    current.status === 'Pending' || current.status === 'InProgress' ? { ...current, status: 'Stopping' } : undefined,
  )
  if (!job || job === 'busy')
    return context.fail('PreconditionNotMetException', `User import job ${found.id} is not in progress.`)
  return { UserImportJob: describeImportJob(context, job) }
}
