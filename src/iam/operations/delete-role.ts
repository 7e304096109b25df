import { refuseMissingRole, requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteRole(
  input: Input<'DeleteRole'>,
  context: Context<'DeleteRole'>,
): Promise<Output<'DeleteRole'>> {
  const role = await requireRole(context, input.RoleName)
  const outcome = await context.store.deleteRole(role.name)
  if (outcome === 'gone') refuseMissingRole(context, input.RoleName)
  if (outcome === 'has-policies')
    context.fail('DeleteConflictException', 'Cannot delete entity, must delete policies first.')
  if (outcome === 'has-attachments')
    context.fail('DeleteConflictException', 'Cannot delete entity, must detach all policies first.')
  return {}
}
