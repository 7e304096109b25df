import { refuseMissingAccessKey, requireAccessKey } from '../users/access-keys.ts'
import { nameOrCaller } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteAccessKey(
  input: Input<'DeleteAccessKey'>,
  context: Context<'DeleteAccessKey'>,
): Promise<Output<'DeleteAccessKey'>> {
  const key = await requireAccessKey(context, input.AccessKeyId, nameOrCaller(context, input.UserName))
  if (!(await context.store.deleteAccessKey(key.id))) refuseMissingAccessKey(context, key.id)
  return {}
}
