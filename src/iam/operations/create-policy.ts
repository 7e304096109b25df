import { describePolicy, policyArn } from '../managed-policies/managed-policies.ts'
import { checkPolicy } from '../roles/roles.ts'
import { describeTags, withTags } from '../tags.ts'
import { newId } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createPolicy(
  input: Input<'CreatePolicy'>,
  context: Context<'CreatePolicy'>,
): Promise<Output<'CreatePolicy'>> {
  checkPolicy(input.PolicyDocument, context)
  const tags = withTags({}, input.Tags ?? [], context)
  const policy = {
    name: input.PolicyName,
    path: input.Path ?? '/',
    id: newId(context, 'ANPA'),
    description: input.Description ?? '',
    versions: [{ id: 'v1', document: input.PolicyDocument, createdAt: context.now }],
    defaultVersionId: 'v1',
    versionCount: 1,
    tags,
    createdAt: context.now,
    updatedAt: context.now,
  }
  if ((input.Tags ?? []).length > 0)
    context.caller?.authorize({ action: 'iam:TagPolicy', resource: policyArn(context.accountId, policy) })
  if (!(await context.store.insertManagedPolicy(policy)))
    context.fail(
      'EntityAlreadyExistsException',
      `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
    )
  return { Policy: { ...(await describePolicy(context, policy)), ...describeTags(policy.tags) } }
}
