import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteBucketEncryption(
  input: Input<'DeleteBucketEncryption'>,
  context: Context<'DeleteBucketEncryption'>,
): Promise<Output<'DeleteBucketEncryption'>> {
  await changeBucket(context, input, (settings) => {
    const { encryption: _encryption, ...others } = settings
    return others
  })
  return {}
}
