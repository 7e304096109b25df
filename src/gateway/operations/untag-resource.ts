import { changeApi } from '../api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { readResourceArn, replaceTags, tagsOf } from '../tags.ts'

export async function untagResource(
  input: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  const resource = readResourceArn(input.ResourceArn, context)
  return changeApi(resource.apiId, context, (draft) => {
    const kept = Object.entries(tagsOf(draft, resource, context)).filter(([key]) => !input.TagKeys.includes(key))
    replaceTags(draft, resource, Object.fromEntries(kept), context)
    return {}
  })
}
