import { changeKey, keyArn, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

/** The key is disabled afterwards, as AWS's. */
export async function cancelKeyDeletion(
  { KeyId }: Input<'CancelKeyDeletion'>,
  context: Context<'CancelKeyDeletion'>,
): Promise<Output<'CancelKeyDeletion'>> {
  const { id } = await changeKey(context, await requireKeyItself(context, KeyId), ({ deletion, ...key }) => {
    if (!deletion) context.fail('KMSInvalidStateException', `${keyArn(context, key.id)} is not pending deletion.`)
    return { ...key, isEnabled: false }
  })
  return { KeyId: keyArn(context, id) }
}
