import { changeObjectTags, describeVersion } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'
import { readTags } from '../tags.ts'

/** In place of all that this version was tagged with. */
export async function putObjectTagging(
  input: Input<'PutObjectTagging'>,
  context: Context<'PutObjectTagging'>,
): Promise<Output<'PutObjectTagging'>> {
  const tags = readTags(input.Tagging.TagSet, 'Object', context)
  const { bucket, object } = await changeObjectTags(context, input, tags)
  return describeVersion(bucket, object)
}
