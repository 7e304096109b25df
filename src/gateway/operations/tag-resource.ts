import type { Context, Input, Output } from '../service.ts'
import { changeTags, checkTags, readResourceArn } from '../configuration/tags.ts'

export async function tagResource(
  input: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  const resource = readResourceArn(context, input.ResourceArn)
  await changeTags(context, resource, (before) => {
    const tags = { ...before, ...input.Tags }
    checkTags(context, tags)
    return tags
  })
  return {}
}
