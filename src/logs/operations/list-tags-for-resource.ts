import { readTaggedGroup, requireLogGroup } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listTagsForResource(
  input: Input<'ListTagsForResource'>,
  context: Context<'ListTagsForResource'>,
): Promise<Output<'ListTagsForResource'>> {
  const { tags } = await requireLogGroup(context, readTaggedGroup(context, input.resourceArn))
  return { tags: { ...tags } }
}
