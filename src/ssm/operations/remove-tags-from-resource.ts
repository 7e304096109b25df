import type { Context, Input, Output } from '../service.ts'
import { replaceTags, requireTaggable } from '../tags.ts'

export async function removeTagsFromResource(
  input: Input<'RemoveTagsFromResource'>,
  context: Context<'RemoveTagsFromResource'>,
): Promise<Output<'RemoveTagsFromResource'>> {
  const parameter = await requireTaggable(context, input)
  const kept = Object.entries(parameter.tags).filter(([key]) => !input.TagKeys.includes(key))
  await replaceTags(context, parameter, Object.fromEntries(kept))
  return {}
}
