import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { requirePoolIdOfArn } from '../pools/tags.ts'

export async function listTagsForResource(
  input: Input<'ListTagsForResource'>,
  context: Context<'ListTagsForResource'>,
): Promise<Output<'ListTagsForResource'>> {
  const pool = await requirePool(context, requirePoolIdOfArn(context, input.ResourceArn))
  return { Tags: { ...pool.tags } }
}
