import { requireLogGroup } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listTagsLogGroup(
  input: Input<'ListTagsLogGroup'>,
  context: Context<'ListTagsLogGroup'>,
): Promise<Output<'ListTagsLogGroup'>> {
  const { tags } = await requireLogGroup(context, input.logGroupName)
  return { tags: { ...tags } }
}
