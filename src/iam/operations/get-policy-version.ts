import { describeVersion, requirePolicy, requireVersion } from '../managed-policies/managed-policies.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getPolicyVersion(
  input: Input<'GetPolicyVersion'>,
  context: Context<'GetPolicyVersion'>,
): Promise<Output<'GetPolicyVersion'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  const version = requireVersion(context, policy, input.PolicyArn, input.VersionId)
  return { PolicyVersion: { Document: encodeURIComponent(version.document), ...describeVersion(policy, version) } }
}
