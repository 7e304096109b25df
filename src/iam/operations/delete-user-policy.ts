import { requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteUserPolicy(
  input: Input<'DeleteUserPolicy'>,
  context: Context<'DeleteUserPolicy'>,
): Promise<Output<'DeleteUserPolicy'>> {
  const user = await requireUser(context, input.UserName)
  if (!(await context.store.deletePolicy(user.name, input.PolicyName)))
    context.fail('NoSuchEntityException', `The user policy with name ${input.PolicyName} cannot be found.`)
  return {}
}
