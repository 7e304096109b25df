import { domainsOfPool } from '../domains/user-pool-domains.ts'
import { describePool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeUserPool(
  input: Input<'DescribeUserPool'>,
  context: Context<'DescribeUserPool'>,
): Promise<Output<'DescribeUserPool'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const users = await context.store.estimateUsers(pool.id)
  const domains = domainsOfPool(await context.store.listUserPoolDomains(pool.id))
  return { UserPool: { ...describePool(pool, users, context.accountId), ...domains } }
}
