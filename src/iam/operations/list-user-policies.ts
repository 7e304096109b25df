import { requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listUserPolicies(
  input: Input<'ListUserPolicies'>,
  context: Context<'ListUserPolicies'>,
): Promise<Output<'ListUserPolicies'>> {
  const user = await requireUser(context, input.UserName)
  const names = (await context.store.listPolicies(user.name)).map(({ name }) => name)
  return { PolicyNames: names, IsTruncated: false }
}
