import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getBucketVersioning(
  input: Input<'GetBucketVersioning'>,
  context: Context<'GetBucketVersioning'>,
): Promise<Output<'GetBucketVersioning'>> {
  const { settings } = await requireBucket(context, input)
  return settings.versioning === undefined ? {} : { Status: settings.versioning }
}
