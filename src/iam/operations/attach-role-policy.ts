import { findPolicy, isAwsManaged } from '../managed-policies/managed-policies.ts'
import { refuseMissingRole, requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

/** The quota that AWS raises roles to (IAM user guide, "IAM and AWS STS quotas"). */
const mostAttached = 20

export async function attachRolePolicy(
  input: Input<'AttachRolePolicy'>,
  context: Context<'AttachRolePolicy'>,
): Promise<Output<'AttachRolePolicy'>> {
  const { PolicyArn: arn } = input
  const role = await requireRole(context, input.RoleName)
  if (!isAwsManaged(arn) && !(await findPolicy(context, arn)))
    context.fail('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`)
  const outcome = await context.store.attachRolePolicy(role.name, arn, mostAttached)
  if (outcome === 'role-gone') refuseMissingRole(context, input.RoleName)
  if (outcome === 'too-many')
    context.fail('LimitExceededException', `Cannot exceed quota for PoliciesPerRole: ${mostAttached}`)
  return {}
}
