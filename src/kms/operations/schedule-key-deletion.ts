import { changeKey, checkNotPendingDeletion, keyArn, refuse, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

const day = 86_400_000

export async function scheduleKeyDeletion(
  { KeyId, PendingWindowInDays: pendingWindowInDays = 30 }: Input<'ScheduleKeyDeletion'>,
  context: Context<'ScheduleKeyDeletion'>,
): Promise<Output<'ScheduleKeyDeletion'>> {
  if (pendingWindowInDays < 7 || pendingWindowInDays > 30) refuse('PendingWindowInDays must be between 7 and 30 days.')
  const at = new Date(context.now.getTime() + pendingWindowInDays * day)
  const { id } = await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    return { ...key, deletion: { at, pendingWindowInDays } }
  })
  return {
    KeyId: keyArn(context, id),
    DeletionDate: at,
    KeyState: 'PendingDeletion',
    PendingWindowInDays: pendingWindowInDays,
  }
}
