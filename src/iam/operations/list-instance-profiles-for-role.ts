import { requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

/** None: poolgate has no EC2 instances. Terraform asks before it deletes a role. */
export async function listInstanceProfilesForRole(
  input: Input<'ListInstanceProfilesForRole'>,
  context: Context<'ListInstanceProfilesForRole'>,
): Promise<Output<'ListInstanceProfilesForRole'>> {
  await requireRole(context, input.RoleName)
  return { InstanceProfiles: [], IsTruncated: false }
}
