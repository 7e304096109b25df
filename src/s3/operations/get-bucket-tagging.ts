import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'
import { listTags } from '../tags.ts'

export async function getBucketTagging(
  input: Input<'GetBucketTagging'>,
  context: Context<'GetBucketTagging'>,
): Promise<Output<'GetBucketTagging'>> {
  const { settings } = await requireBucket(context, input)
  if (!settings.tags) return context.fail('NoSuchTagSet', 'The TagSet does not exist')
  return { TagSet: listTags(settings.tags) }
}
