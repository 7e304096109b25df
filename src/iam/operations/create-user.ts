import { describeUser, newId } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createUser(
  input: Input<'CreateUser'>,
  context: Context<'CreateUser'>,
): Promise<Output<'CreateUser'>> {
  const lacking = [
    input.Path !== undefined && input.Path !== '/' && 'Path',
    input.PermissionsBoundary !== undefined && 'PermissionsBoundary',
    (input.Tags ?? []).length > 0 && 'Tags',
  ].find((name) => name !== false)
  if (lacking !== undefined) context.fail('InvalidInputException', `poolgate does not implement ${lacking}`)
  const user = { name: input.UserName, id: newId(context, 'AIDA'), createdAt: context.now }
  if (!(await context.store.insertUser(user)))
    context.fail('EntityAlreadyExistsException', `User with name ${input.UserName} already exists.`)
  return { User: describeUser(context, user) }
}
