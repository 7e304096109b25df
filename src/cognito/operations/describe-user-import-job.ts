import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeImportJob, requireImportJob } from '../user-import/import-jobs.ts'

export async function describeUserImportJob(
  input: Input<'DescribeUserImportJob'>,
  context: Context<'DescribeUserImportJob'>,
): Promise<Output<'DescribeUserImportJob'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { UserImportJob: describeImportJob(context, await requireImportJob(context, pool, input.JobId)) }
}
