import { describeUser, nameOrCaller, requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getUser(input: Input<'GetUser'>, context: Context<'GetUser'>): Promise<Output<'GetUser'>> {
  const user = await requireUser(context, nameOrCaller(context, input.UserName))
  return { User: describeUser(context, user) }
}
