import { refuseMissingPolicy, requirePolicy } from '../managed-policies/managed-policies.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deletePolicy(
  input: Input<'DeletePolicy'>,
  context: Context<'DeletePolicy'>,
): Promise<Output<'DeletePolicy'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  if (policy.versions.length > 1)
    context.fail(
      'DeleteConflictException',
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    )
  const outcome = await context.store.deleteManagedPolicy(policy.name, input.PolicyArn)
  if (outcome === 'gone') refuseMissingPolicy(context, input.PolicyArn)
  if (outcome === 'attached') context.fail('DeleteConflictException', 'Cannot delete a policy attached to entities.')
  return {}
}
