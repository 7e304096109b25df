import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

/** Nothing stands for us-east-1. */
export async function getBucketLocation(
  input: Input<'GetBucketLocation'>,
  context: Context<'GetBucketLocation'>,
): Promise<Output<'GetBucketLocation'>> {
  const { region } = await requireBucket(context, input)
  if (region === 'us-east-1') return {}
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a call's region; the SDK lists those of its day
  return { LocationConstraint: region as NonNullable<Output<'GetBucketLocation'>['LocationConstraint']> }
}
