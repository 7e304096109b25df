import { describeVersion, requirePolicy } from '../managed-policies/managed-policies.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listPolicyVersions(
  input: Input<'ListPolicyVersions'>,
  context: Context<'ListPolicyVersions'>,
): Promise<Output<'ListPolicyVersions'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  return {
    Versions: policy.versions.toReversed().map((version) => describeVersion(policy, version)),
    IsTruncated: false,
  }
}
