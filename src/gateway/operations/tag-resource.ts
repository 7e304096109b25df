import { changeApi } from '../api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkTags, readResourceArn, replaceTags, tagsOf } from '../tags.ts'

export async function tagResource(
  input: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  const resource = readResourceArn(input.ResourceArn, context)
  return changeApi(resource.apiId, context, (draft) => {
    const tags = { ...tagsOf(draft, resource, context), ...input.Tags }
    checkTags(tags, context)
    replaceTags(draft, resource, tags, context)
    return {}
  })
}
