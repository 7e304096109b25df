import { changeApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkTags, readResourceArn, replaceTags, tagsOf } from '../configuration/tags.ts'

export async function tagResource(
  input: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  const resource = readResourceArn(context, input.ResourceArn)
  return changeApi(context, resource.apiId, (draft) => {
    const tags = { ...tagsOf(context, draft, resource), ...input.Tags }
    checkTags(context, tags)
    replaceTags(context, draft, resource, tags)
    return {}
  })
}
