import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

/** AES256 unless the bucket says otherwise, as on AWS since 2023. */
export async function getBucketEncryption(
  input: Input<'GetBucketEncryption'>,
  context: Context<'GetBucketEncryption'>,
): Promise<Output<'GetBucketEncryption'>> {
  const { settings } = await requireBucket(context, input)
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: settings.encryption ?? 'AES256' },
    BucketKeyEnabled: false,
  }
  return { ServerSideEncryptionConfiguration: { Rules: [rule] } }
}
