import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteBucketLifecycle(
  input: Input<'DeleteBucketLifecycle'>,
  context: Context<'DeleteBucketLifecycle'>,
): Promise<Output<'DeleteBucketLifecycle'>> {
  await changeBucket(context, input, (settings) => {
    const { lifecycle: _lifecycle, ...others } = settings
    return others
  })
  return {}
}
