import { requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

/** All at once: a key has 50 at most. */
export async function listResourceTags(
  { KeyId }: Input<'ListResourceTags'>,
  context: Context<'ListResourceTags'>,
): Promise<Output<'ListResourceTags'>> {
  const { tags } = await requireKeyItself(context, KeyId)
  const listed = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
  return { Tags: listed, Truncated: false }
}
