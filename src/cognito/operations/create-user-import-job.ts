import { alphanumeric } from '../../ports/random.ts'
import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeImportJob } from '../user-import/import-jobs.ts'
import type { ImportJobRecord } from '../user-import-store.ts'

/** Most import jobs of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostJobs = 1000

/** The file is then PUT at PreSignedUrl, and the job started. */
export async function createUserImportJob(
  input: Input<'CreateUserImportJob'>,
  context: Context<'CreateUserImportJob'>,
): Promise<Output<'CreateUserImportJob'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const job: ImportJobRecord = {
    poolId: pool.id,
    id: `import-${context.random.text(10, alphanumeric)}`,
    name: input.JobName,
    roleArn: input.CloudWatchLogsRoleArn,
    status: 'Created',
    uploaded: false,
    rows: 0,
    imported: 0,
    skipped: 0,
    failed: 0,
    createdAt: context.now,
  }
  const outcome = await context.store.insertImportJob(job, mostJobs)
  if (outcome === 'pool-gone') refuseMissingPool(context, pool.id)
  if (outcome === 'full')
    context.fail('LimitExceededException', `A user pool can have at most ${mostJobs} user import jobs.`)
  return { UserImportJob: describeImportJob(context, job) }
}
