import { policyNameOf } from '../managed-policies/managed-policies.ts'
import { requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listAttachedRolePolicies(
  input: Input<'ListAttachedRolePolicies'>,
  context: Context<'ListAttachedRolePolicies'>,
): Promise<Output<'ListAttachedRolePolicies'>> {
  if (input.PathPrefix !== undefined && input.PathPrefix !== '/')
    context.fail('InvalidInputException', 'poolgate does not implement PathPrefix of ListAttachedRolePolicies')
  const role = await requireRole(context, input.RoleName)
  const arns = await context.store.listAttachedRolePolicies(role.name)
  return {
    AttachedPolicies: arns.map((PolicyArn) => ({ PolicyName: policyNameOf(PolicyArn), PolicyArn })),
    IsTruncated: false,
  }
}
