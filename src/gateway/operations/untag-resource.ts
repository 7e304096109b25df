import type { Context, Input, Output } from '../service.ts'
import { changeTags, readResourceArn } from '../configuration/tags.ts'

export async function untagResource(
  input: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  const resource = readResourceArn(context, input.ResourceArn)
  await changeTags(context, resource, (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !input.TagKeys.includes(key))),
  )
  return {}
}
