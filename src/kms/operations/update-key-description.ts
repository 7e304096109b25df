import { changeKey, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateKeyDescription(
  { KeyId, Description: description }: Input<'UpdateKeyDescription'>,
  context: Context<'UpdateKeyDescription'>,
): Promise<Output<'UpdateKeyDescription'>> {
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    return { ...key, description }
  })
  return {}
}
