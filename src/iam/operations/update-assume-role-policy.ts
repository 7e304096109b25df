import { checkTrustPolicy, refuseMissingRole, requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateAssumeRolePolicy(
  input: Input<'UpdateAssumeRolePolicy'>,
  context: Context<'UpdateAssumeRolePolicy'>,
): Promise<Output<'UpdateAssumeRolePolicy'>> {
  const role = await requireRole(context, input.RoleName)
  checkTrustPolicy(input.PolicyDocument, context)
  if (!(await context.store.replaceRole({ ...role, trustPolicy: input.PolicyDocument })))
    refuseMissingRole(context, input.RoleName)
  return {}
}
