import { describeAccessKey } from '../users/access-keys.ts'
import { nameOrCaller, requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listAccessKeys(
  input: Input<'ListAccessKeys'>,
  context: Context<'ListAccessKeys'>,
): Promise<Output<'ListAccessKeys'>> {
  const user = await requireUser(context, nameOrCaller(context, input.UserName))
  const keys = await context.store.listAccessKeys(user.name)
  return { AccessKeyMetadata: keys.map(describeAccessKey), IsTruncated: false }
}
