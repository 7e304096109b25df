import { refuseMissingGroup } from '../groups/groups.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Its members stay in the pool. */
export async function deleteGroup(
  input: Input<'DeleteGroup'>,
  context: Context<'DeleteGroup'>,
): Promise<Output<'DeleteGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (!(await context.store.deleteGroup(pool.id, input.GroupName))) refuseMissingGroup(context)
  return {}
}
