import { changeObjectTags, describeVersion } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteObjectTagging(
  input: Input<'DeleteObjectTagging'>,
  context: Context<'DeleteObjectTagging'>,
): Promise<Output<'DeleteObjectTagging'>> {
  const { bucket, object } = await changeObjectTags(context, input, {})
  return describeVersion(bucket, object)
}
