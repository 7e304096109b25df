import { checkTrustPolicy, describeRole, roleArn } from '../roles/roles.ts'
import { withTags } from '../tags.ts'
import { newId } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createRole(
  input: Input<'CreateRole'>,
  context: Context<'CreateRole'>,
): Promise<Output<'CreateRole'>> {
  if (input.PermissionsBoundary !== undefined)
    context.fail('InvalidInputException', 'poolgate does not implement PermissionsBoundary')
  checkTrustPolicy(input.AssumeRolePolicyDocument, context)
  const role = {
    name: input.RoleName,
    path: input.Path ?? '/',
    id: newId(context, 'AROA'),
    trustPolicy: input.AssumeRolePolicyDocument,
    description: input.Description ?? '',
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    tags: withTags({}, input.Tags ?? [], context),
    createdAt: context.now,
  }
  if ((input.Tags ?? []).length > 0)
    context.caller?.authorize({ action: 'iam:TagRole', resource: roleArn(context.accountId, role) })
  if (!(await context.store.insertRole(role)))
    context.fail('EntityAlreadyExistsException', `Role with name ${input.RoleName} already exists.`)
  return { Role: describeRole(context, role) }
}
