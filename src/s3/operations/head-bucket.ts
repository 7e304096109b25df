import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function headBucket(
  input: Input<'HeadBucket'>,
  context: Context<'HeadBucket'>,
): Promise<Output<'HeadBucket'>> {
  const { name, region } = await requireBucket(context, input)
  return { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}` }
}
