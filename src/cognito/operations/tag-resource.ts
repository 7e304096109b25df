import { changePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkTags, requirePoolIdOfArn } from '../pools/tags.ts'

export async function tagResource(
  input: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  await changePool(context, requirePoolIdOfArn(context, input.ResourceArn), (pool) => {
    const tags = { ...pool.tags, ...input.Tags }
    checkTags(context, tags)
    return { tags }
  })
  return {}
}
