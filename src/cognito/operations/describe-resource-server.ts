import { requirePool } from '../pools/pools.ts'
import { describeResourceServer as describe, requireResourceServer } from '../resource-servers/resource-servers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeResourceServer(
  input: Input<'DescribeResourceServer'>,
  context: Context<'DescribeResourceServer'>,
): Promise<Output<'DescribeResourceServer'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { ResourceServer: describe(await requireResourceServer(context, pool, input.Identifier)) }
}
