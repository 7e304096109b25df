import { aliasArn, findKey } from '../keys/keys.ts'
import { authorizeOnKey } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteAlias(
  { AliasName: name }: Input<'DeleteAlias'>,
  context: Context<'DeleteAlias'>,
): Promise<Output<'DeleteAlias'>> {
  const key = await findKey(context, name)
  if (key) authorizeOnKey(context, 'kms:DeleteAlias', key.id)
  if (!(await context.store.deleteAlias(context.region, name)))
    context.fail('NotFoundException', `Alias ${aliasArn(context, name)} is not found.`)
  return {}
}
