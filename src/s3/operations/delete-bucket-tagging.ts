import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteBucketTagging(
  input: Input<'DeleteBucketTagging'>,
  context: Context<'DeleteBucketTagging'>,
): Promise<Output<'DeleteBucketTagging'>> {
  await changeBucket(context, input, (settings) => {
    const { tags: _tags, ...others } = settings
    return others
  })
  return {}
}
