import { refuseMissingUser, requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteUser(
  input: Input<'DeleteUser'>,
  context: Context<'DeleteUser'>,
): Promise<Output<'DeleteUser'>> {
  const user = await requireUser(context, input.UserName)
  const outcome = await context.store.deleteUser(user.name)
  if (outcome === 'gone') refuseMissingUser(context, user.name)
  if (outcome === 'has-keys')
    context.fail('DeleteConflictException', 'Cannot delete entity, must delete access keys first.')
  if (outcome === 'has-policies')
    context.fail('DeleteConflictException', 'Cannot delete entity, must delete policies first.')
  return {}
}
