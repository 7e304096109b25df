import { readPageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeImportJob } from '../user-import/import-jobs.ts'

/** Where a page ends, as the store writes it: time of creation and id. */
const positionForm = /^\d{1,15}\/import-[0-9a-zA-Z-]+$/

/** The most that the model's list of jobs holds, whatever MaxResults asks for. */
const largestList = 50

/** Newest first. */
export async function listUserImportJobs(
  input: Input<'ListUserImportJobs'>,
  context: Context<'ListUserImportJobs'>,
): Promise<Output<'ListUserImportJobs'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const start = readPageToken(context, input.PaginationToken)
  if (start.after !== undefined && !positionForm.test(start.after))
    context.fail('InvalidParameterException', 'Invalid pagination token.')
  const limit = Math.min(input.MaxResults, largestList)
  const page = await context.store.listImportJobs(pool.id, { limit, ...start })
  return {
    UserImportJobs: page.items.map((job) => describeImportJob(context, job)),
    ...(page.next !== undefined && { PaginationToken: Buffer.from(page.next).toString('base64url') }),
  }
}
