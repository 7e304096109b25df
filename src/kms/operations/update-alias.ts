import { aliasArn, checkNotPendingDeletion, requireKey, requireKeyItself } from '../keys/keys.ts'
import { authorizeOnKey } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateAlias(
  { AliasName: name, TargetKeyId }: Input<'UpdateAlias'>,
  context: Context<'UpdateAlias'>,
): Promise<Output<'UpdateAlias'>> {
  const before = await requireKey(context, name)
  const key = await requireKeyItself(context, TargetKeyId)
  for (const { id } of [before, key]) authorizeOnKey(context, 'kms:UpdateAlias', id)
  checkNotPendingDeletion(context, key)
  const target = { keyId: key.id, updatedAt: context.now }
  if (!(await context.store.updateAlias(context.region, name, target)))
    context.fail('NotFoundException', `Alias ${aliasArn(context, name)} is not found.`)
  return {}
}
