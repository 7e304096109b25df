import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

/** Nothing is public here, so whatever this blocks is blocked already. */
export async function putPublicAccessBlock(
  input: Input<'PutPublicAccessBlock'>,
  context: Context<'PutPublicAccessBlock'>,
): Promise<Output<'PutPublicAccessBlock'>> {
  const {
    BlockPublicAcls = false,
    IgnorePublicAcls = false,
    BlockPublicPolicy = false,
    RestrictPublicBuckets = false,
  } = input.PublicAccessBlockConfiguration
  const publicAccessBlock = { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets }
  await changeBucket(context, input, (settings) => ({ ...settings, publicAccessBlock }))
  return {}
}
