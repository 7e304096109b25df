import { refuseMissingGroup } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

/** Stages that log to the group go on serving; what they log is dropped until there is one of that name again. */
export async function deleteLogGroup(
  input: Input<'DeleteLogGroup'>,
  context: Context<'DeleteLogGroup'>,
): Promise<Output<'DeleteLogGroup'>> {
  if (!(await context.store.deleteLogGroup(context.region, input.logGroupName))) refuseMissingGroup(context)
  return {}
}
