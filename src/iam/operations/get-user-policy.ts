import { requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getUserPolicy(
  input: Input<'GetUserPolicy'>,
  context: Context<'GetUserPolicy'>,
): Promise<Output<'GetUserPolicy'>> {
  const user = await requireUser(context, input.UserName)
  const document = await context.store.findPolicy(user.name, input.PolicyName)
  if (document === undefined)
    context.fail('NoSuchEntityException', `The user policy with name ${input.PolicyName} cannot be found.`)
  return { UserName: user.name, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(document) }
}
