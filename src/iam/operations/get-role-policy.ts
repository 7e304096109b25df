import { requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getRolePolicy(
  input: Input<'GetRolePolicy'>,
  context: Context<'GetRolePolicy'>,
): Promise<Output<'GetRolePolicy'>> {
  const role = await requireRole(context, input.RoleName)
  const policies = await context.store.listRolePolicies(role.name)
  const policy = policies.find(({ name }) => name === input.PolicyName)
  if (!policy)
    return context.fail('NoSuchEntityException', `The role policy with name ${input.PolicyName} cannot be found.`)
  return { RoleName: role.name, PolicyName: policy.name, PolicyDocument: encodeURIComponent(policy.document) }
}
