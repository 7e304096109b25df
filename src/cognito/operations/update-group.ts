import { describeGroup, readGroupSettings, refuseMissingGroup } from '../groups/groups.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Whatever the input omits stays as it is. */
export async function updateGroup(
  input: Input<'UpdateGroup'>,
  context: Context<'UpdateGroup'>,
): Promise<Output<'UpdateGroup'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const group = await context.store.updateGroup(pool.id, input.GroupName, (current) => ({
    ...current,
    settings: { ...current.settings, ...readGroupSettings(input) },
    modifiedAt: context.now,
  }))
  return { Group: describeGroup(group ?? refuseMissingGroup(context)) }
}
