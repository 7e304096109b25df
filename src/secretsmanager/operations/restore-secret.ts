import { changeSecret, requireSecret, secretArn } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

export async function restoreSecret(
  { SecretId }: Input<'RestoreSecret'>,
  context: Context<'RestoreSecret'>,
): Promise<Output<'RestoreSecret'>> {
  const secret = await changeSecret(
    context,
    await requireSecret(context, SecretId),
    ({ deletion: _deletion, ...kept }) => kept,
  )
  return { ARN: secretArn(context, secret), Name: secret.name }
}
