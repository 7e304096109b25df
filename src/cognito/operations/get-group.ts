import { describeGroup, requireGroup } from '../groups/groups.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getGroup(input: Input<'GetGroup'>, context: Context<'GetGroup'>): Promise<Output<'GetGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { Group: describeGroup(await requireGroup(context, pool, input.GroupName)) }
}
