import { changeKey, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function untagResource(
  { KeyId, TagKeys }: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    const kept = Object.entries(key.tags).filter(([name]) => !TagKeys.includes(name))
    return { ...key, tags: Object.fromEntries(kept) }
  })
  return {}
}
