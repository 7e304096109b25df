import { changeKey, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function disableKey(
  { KeyId }: Input<'DisableKey'>,
  context: Context<'DisableKey'>,
): Promise<Output<'DisableKey'>> {
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    return { ...key, isEnabled: false }
  })
  return {}
}
