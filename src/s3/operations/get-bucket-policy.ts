import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getBucketPolicy(
  input: Input<'GetBucketPolicy'>,
  context: Context<'GetBucketPolicy'>,
): Promise<Output<'GetBucketPolicy'>> {
  const { settings } = await requireBucket(context, input)
  if (settings.policy === undefined) return context.fail('NoSuchBucketPolicy', 'The bucket policy does not exist')
  return { Policy: settings.policy }
}
