import { changeKey, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import { withTags } from '../keys/tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function tagResource(
  { KeyId, Tags }: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    return { ...key, tags: withTags(context, key.tags, Tags) }
  })
  return {}
}
