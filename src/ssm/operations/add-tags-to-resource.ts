import type { Context, Input, Output } from '../service.ts'
import { hasTooManyTags, replaceTags, requireTaggable, tooManyTags, withTags } from '../tags.ts'

export async function addTagsToResource(
  input: Input<'AddTagsToResource'>,
  context: Context<'AddTagsToResource'>,
): Promise<Output<'AddTagsToResource'>> {
  const parameter = await requireTaggable(context, input)
  const tags = withTags(parameter.tags, input.Tags)
  if (hasTooManyTags(tags)) context.fail('TooManyTagsError', tooManyTags)
  await replaceTags(context, parameter, tags)
  return {}
}
