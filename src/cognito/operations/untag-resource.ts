import { changePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { requirePoolIdOfArn } from '../pools/tags.ts'

export async function untagResource(
  input: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  await changePool(context, requirePoolIdOfArn(context, input.ResourceArn), ({ tags }) => ({
    tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))),
  }))
  return {}
}
