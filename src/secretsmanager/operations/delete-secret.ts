import {
  checkNotDeleted,
  changeSecret,
  findSecret,
  requireSecret,
  secretArn,
  secretArnPrefix,
} from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

const day = 86_400_000

export async function deleteSecret(
  input: Input<'DeleteSecret'>,
  context: Context<'DeleteSecret'>,
): Promise<Output<'DeleteSecret'>> {
  const { SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: isForced = false } = input
  if (isForced && days !== undefined)
    context.fail(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    )
  if (days !== undefined && (days < 7 || days > 30))
    context.fail(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    )
  return isForced ? deleteNow(SecretId, context) : markForDeletion(SecretId, days ?? 30, context)
}

async function markForDeletion(
  id: string,
  days: number,
  context: Context<'DeleteSecret'>,
): Promise<Output<'DeleteSecret'>> {
  const at = new Date(context.now.getTime() + days * day)
  const secret = await changeSecret(context, await requireSecret(context, id), (before) => {
    checkNotDeleted(context, before)
    return { ...before, deletion: { requestedAt: context.now, at } }
  })
  return { ARN: secretArn(context, secret), Name: secret.name, DeletionDate: at }
}

/** AWS does not say that there was no such secret, whatever its name (API "DeleteSecret", ForceDeleteWithoutRecovery). */
async function deleteNow(id: string, context: Context<'DeleteSecret'>): Promise<Output<'DeleteSecret'>> {
  for (;;) {
    const secret = await findSecret(context, id)
    const deleted = { DeletionDate: context.now }
    if (!secret) return { ...nameMissing(id, context), ...deleted }
    if (await context.store.deleteSecret(secret))
      return { ARN: secretArn(context, secret), Name: secret.name, ...deleted }
  }
}

function nameMissing(id: string, context: Context<'DeleteSecret'>): { ARN: string; Name: string } {
  if (!id.startsWith('arn:')) return { ARN: secretArnPrefix(context) + id, Name: id }
  return { ARN: id, Name: id.slice(id.lastIndexOf(':') + 1) }
}
