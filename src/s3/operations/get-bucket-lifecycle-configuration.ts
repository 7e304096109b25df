import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getBucketLifecycleConfiguration(
  input: Input<'GetBucketLifecycleConfiguration'>,
  context: Context<'GetBucketLifecycleConfiguration'>,
): Promise<Output<'GetBucketLifecycleConfiguration'>> {
  const { settings } = await requireBucket(context, input)
  if (!settings.lifecycle)
    return context.fail('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist')
  return {
    Rules: settings.lifecycle.map(({ id, isEnabled, prefix, noncurrentDays, abortMultipartDays }) => ({
      ID: id,
      Filter: { Prefix: prefix },
      Status: isEnabled ? 'Enabled' : 'Disabled',
      ...(noncurrentDays > 0 && { NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays } }),
      ...(abortMultipartDays > 0 && { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortMultipartDays } }),
    })),
  }
}
