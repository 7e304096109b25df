import { changeKey, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function enableKey(
  { KeyId }: Input<'EnableKey'>,
  context: Context<'EnableKey'>,
): Promise<Output<'EnableKey'>> {
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    return { ...key, isEnabled: true }
  })
  return {}
}
