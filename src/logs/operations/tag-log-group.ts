import { addTags, checkTagKeys } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function tagLogGroup(
  input: Input<'TagLogGroup'>,
  context: Context<'TagLogGroup'>,
): Promise<Output<'TagLogGroup'>> {
  checkTagKeys(context, input.tags)
  await addTags(context, input.logGroupName, input.tags, (text) => context.fail('InvalidParameterException', text))
  return {}
}
