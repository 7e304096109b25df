import { refuseMissingGroup } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteRetentionPolicy(
  input: Input<'DeleteRetentionPolicy'>,
  context: Context<'DeleteRetentionPolicy'>,
): Promise<Output<'DeleteRetentionPolicy'>> {
  if (!(await context.store.setRetention(context.region, input.logGroupName))) refuseMissingGroup(context)
  return {}
}
