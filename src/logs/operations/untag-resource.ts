import { readTaggedGroup, removeTags } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function untagResource(
  input: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  await removeTags(context, readTaggedGroup(context, input.resourceArn), input.tagKeys)
  return {}
}
