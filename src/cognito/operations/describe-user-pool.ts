import { describePool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeUserPool(
  input: Input<'DescribeUserPool'>,
  context: Context<'DescribeUserPool'>,
): Promise<Output<'DescribeUserPool'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { UserPool: describePool(pool, await context.store.countUsers(pool.id), context.accountId) }
}
