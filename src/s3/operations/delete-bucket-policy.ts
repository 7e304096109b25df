import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteBucketPolicy(
  input: Input<'DeleteBucketPolicy'>,
  context: Context<'DeleteBucketPolicy'>,
): Promise<Output<'DeleteBucketPolicy'>> {
  await changeBucket(context, input, (settings) => {
    const { policy: _policy, ...others } = settings
    return others
  })
  return {}
}
