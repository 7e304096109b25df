import { addTags, checkTagKeys, readTaggedGroup } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function tagResource(
  input: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  checkTagKeys(context, input.tags)
  await addTags(context, readTaggedGroup(context, input.resourceArn), input.tags, (text) =>
    context.fail('TooManyTagsException', text, { members: { resourceName: input.resourceArn } }),
  )
  return {}
}
