import { changeBucket } from '../buckets.ts'
import { checkBucketPolicy } from '../bucket-policies.ts'
import type { Context, Input, Output } from '../service.ts'

export async function putBucketPolicy(
  input: Input<'PutBucketPolicy'>,
  context: Context<'PutBucketPolicy'>,
): Promise<Output<'PutBucketPolicy'>> {
  checkBucketPolicy(input.Policy, context)
  await changeBucket(context, input, (settings) => ({ ...settings, policy: input.Policy }))
  return {}
}
