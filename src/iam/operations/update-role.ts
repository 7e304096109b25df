import { refuseMissingRole, requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateRole(
  input: Input<'UpdateRole'>,
  context: Context<'UpdateRole'>,
): Promise<Output<'UpdateRole'>> {
  const role = await requireRole(context, input.RoleName)
  const { Description: description, MaxSessionDuration: maxSessionSeconds } = input
  const updated = {
    ...role,
    ...(description !== undefined && { description }),
    ...(maxSessionSeconds !== undefined && { maxSessionSeconds }),
  }
  if (!(await context.store.replaceRole(updated))) refuseMissingRole(context, input.RoleName)
  return {}
}
