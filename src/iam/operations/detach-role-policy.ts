import { refuseMissingPolicy } from '../managed-policies/managed-policies.ts'
import { requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function detachRolePolicy(
  input: Input<'DetachRolePolicy'>,
  context: Context<'DetachRolePolicy'>,
): Promise<Output<'DetachRolePolicy'>> {
  const role = await requireRole(context, input.RoleName)
  if (!(await context.store.detachRolePolicy(role.name, input.PolicyArn))) refuseMissingPolicy(context, input.PolicyArn)
  return {}
}
