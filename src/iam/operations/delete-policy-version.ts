import { refuseMissingPolicy, requirePolicy, requireVersion } from '../managed-policies/managed-policies.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deletePolicyVersion(
  input: Input<'DeletePolicyVersion'>,
  context: Context<'DeletePolicyVersion'>,
): Promise<Output<'DeletePolicyVersion'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  const { id } = requireVersion(context, policy, input.PolicyArn, input.VersionId)
  if (id === policy.defaultVersionId)
    context.fail('DeleteConflictException', 'Cannot delete the default version of a policy.')
  const versions = policy.versions.filter((version) => version.id !== id)
  if (!(await context.store.replaceManagedPolicy({ ...policy, versions }, policy)))
    refuseMissingPolicy(context, input.PolicyArn)
  return {}
}
