import { changeKey, checkUsable, refuse, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

const day = 86_400_000

/** Every year, or after as many days; a key that rotates already goes on as it does unless it is given others. */
export async function enableKeyRotation(
  { KeyId, RotationPeriodInDays: given }: Input<'EnableKeyRotation'>,
  context: Context<'EnableKeyRotation'>,
): Promise<Output<'EnableKeyRotation'>> {
  if (given !== undefined && (given < 90 || given > 2560)) refuse('RotationPeriodInDays must be between 90 and 2560.')
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkUsable(context, key)
    const periodInDays = given ?? key.rotation?.periodInDays ?? 365
    if (key.rotation?.periodInDays === periodInDays) return key
    return { ...key, rotation: { periodInDays, next: new Date(context.now.getTime() + periodInDays * day) } }
  })
  return {}
}
