import { refuseMissingAccessKey, requireAccessKey } from '../users/access-keys.ts'
import { nameOrCaller } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateAccessKey(
  input: Input<'UpdateAccessKey'>,
  context: Context<'UpdateAccessKey'>,
): Promise<Output<'UpdateAccessKey'>> {
  const key = await requireAccessKey(context, input.AccessKeyId, nameOrCaller(context, input.UserName))
  if (input.Status === 'Expired') context.fail('NoSuchEntityException', 'A key can be made Active or Inactive only.')
  if (!(await context.store.setAccessKeyActive(key.id, input.Status === 'Active')))
    refuseMissingAccessKey(context, key.id)
  return {}
}
