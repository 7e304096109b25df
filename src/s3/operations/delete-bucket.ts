import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteBucket(
  input: Input<'DeleteBucket'>,
  context: Context<'DeleteBucket'>,
): Promise<Output<'DeleteBucket'>> {
  const { name } = await requireBucket(context, input)
  const outcome = await context.store.deleteBucket(name)
  if (outcome === 'not-empty') context.fail('BucketNotEmpty', 'The bucket you tried to delete is not empty')
  return {}
}
