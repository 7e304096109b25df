import { checkKeyPolicy } from '../keys/key-policies.ts'
import { changeKey, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function putKeyPolicy(
  { KeyId, PolicyName = 'default', Policy: policy }: Input<'PutKeyPolicy'>,
  context: Context<'PutKeyPolicy'>,
): Promise<Output<'PutKeyPolicy'>> {
  if (PolicyName !== 'default') context.fail('NotFoundException', 'No such policy exists')
  checkKeyPolicy(context, policy)
  await changeKey(context, await requireKeyItself(context, KeyId), (key) => {
    checkNotPendingDeletion(context, key)
    return { ...key, policy }
  })
  return {}
}
