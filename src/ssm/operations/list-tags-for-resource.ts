import type { Context, Input, Output } from '../service.ts'
import { requireTaggable, tagList } from '../tags.ts'

export async function listTagsForResource(
  input: Input<'ListTagsForResource'>,
  context: Context<'ListTagsForResource'>,
): Promise<Output<'ListTagsForResource'>> {
  return { TagList: tagList((await requireTaggable(context, input)).tags) }
}
