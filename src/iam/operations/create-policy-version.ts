import { describeVersion, refuseMissingPolicy, requirePolicy } from '../managed-policies/managed-policies.ts'
import { checkPolicy } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

/** IAM user guide, "Versioning IAM policies". */
const mostVersions = 5

export async function createPolicyVersion(
  input: Input<'CreatePolicyVersion'>,
  context: Context<'CreatePolicyVersion'>,
): Promise<Output<'CreatePolicyVersion'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  checkPolicy(input.PolicyDocument, context)
  if (policy.versions.length >= mostVersions)
    context.fail(
      'LimitExceededException',
      `A managed policy can have up to ${mostVersions} versions. Before you create a new version, you must delete an existing version.`,
    )
  const versionCount = policy.versionCount + 1
  const version = { id: `v${versionCount}`, document: input.PolicyDocument, createdAt: context.now }
  const updated = {
    ...policy,
    versions: [...policy.versions, version],
    versionCount,
    updatedAt: context.now,
    ...(input.SetAsDefault === true && { defaultVersionId: version.id }),
  }
  if (!(await context.store.replaceManagedPolicy(updated, policy))) refuseMissingPolicy(context, input.PolicyArn)
  return { PolicyVersion: describeVersion(updated, version) }
}
