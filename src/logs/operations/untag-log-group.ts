import { removeTags } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function untagLogGroup(
  input: Input<'UntagLogGroup'>,
  context: Context<'UntagLogGroup'>,
): Promise<Output<'UntagLogGroup'>> {
  await removeTags(context, input.logGroupName, input.tags)
  return {}
}
