import { requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteRolePolicy(
  input: Input<'DeleteRolePolicy'>,
  context: Context<'DeleteRolePolicy'>,
): Promise<Output<'DeleteRolePolicy'>> {
  const role = await requireRole(context, input.RoleName)
  if (!(await context.store.deleteRolePolicy(role.name, input.PolicyName)))
    context.fail('NoSuchEntityException', `The role policy with name ${input.PolicyName} cannot be found.`)
  return {}
}
