import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'
import { readTags } from '../tags.ts'

/** In place of all that the bucket was tagged with. */
export async function putBucketTagging(
  input: Input<'PutBucketTagging'>,
  context: Context<'PutBucketTagging'>,
): Promise<Output<'PutBucketTagging'>> {
  const tags = readTags(input.Tagging.TagSet, 'Bucket', context)
  await changeBucket(context, input, (settings) => ({ ...settings, tags }))
  return {}
}
