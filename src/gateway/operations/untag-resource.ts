import { changeApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { readResourceArn, replaceTags, tagsOf } from '../configuration/tags.ts'

export async function untagResource(
  input: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  const resource = readResourceArn(context, input.ResourceArn)
  return changeApi(context, resource.apiId, (draft) => {
    const kept = Object.entries(tagsOf(context, draft, resource)).filter(([key]) => !input.TagKeys.includes(key))
    replaceTags(context, draft, resource, Object.fromEntries(kept))
    return {}
  })
}
