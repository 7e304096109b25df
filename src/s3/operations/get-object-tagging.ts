import { describeVersion, requireObject } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'
import { listTags } from '../tags.ts'

export async function getObjectTagging(
  input: Input<'GetObjectTagging'>,
  context: Context<'GetObjectTagging'>,
): Promise<Output<'GetObjectTagging'>> {
  const { bucket, object } = await requireObject(context, input)
  return { TagSet: listTags(object.tags), ...describeVersion(bucket, object) }
}
