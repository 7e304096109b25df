import { changeKey, checkUsable, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function disableKeyRotation(
  { KeyId }: Input<'DisableKeyRotation'>,
  context: Context<'DisableKeyRotation'>,
): Promise<Output<'DisableKeyRotation'>> {
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkUsable(context, key)
    const { rotation: _rotation, ...others } = key
    return others
  })
  return {}
}
