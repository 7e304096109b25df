import { aliasArn, checkNotPendingDeletion, requireKeyItself } from '../keys/keys.ts'
import { authorizeOnKey } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createAlias(
  { AliasName: name, TargetKeyId }: Input<'CreateAlias'>,
  context: Context<'CreateAlias'>,
): Promise<Output<'CreateAlias'>> {
  if (!/^alias\/.+$/.test(name) || name.startsWith('alias/aws/'))
    context.fail(
      'InvalidAliasNameException',
      'Alias must start with the prefix "alias/", and not with "alias/aws/", which is reserved.',
    )
  const key = await requireKeyItself(context, TargetKeyId)
  authorizeOnKey(context, 'kms:CreateAlias', key.id)
  checkNotPendingDeletion(context, key)
  const { region, now } = context
  if (!(await context.store.insertAlias({ region, name, keyId: key.id, createdAt: now, updatedAt: now })))
    context.fail('AlreadyExistsException', `An alias with the name ${aliasArn(context, name)} already exists`)
  return {}
}
