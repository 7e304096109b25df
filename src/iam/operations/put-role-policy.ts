import { checkPolicy, refuseMissingRole, requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

/** Of all inline policies of a role together, white space left out (IAM user guide, "IAM and AWS STS quotas"). */
const mostCharacters = 10_240

export async function putRolePolicy(
  input: Input<'PutRolePolicy'>,
  context: Context<'PutRolePolicy'>,
): Promise<Output<'PutRolePolicy'>> {
  const role = await requireRole(context, input.RoleName)
  checkPolicy(input.PolicyDocument, context)
  const others = (await context.store.listRolePolicies(role.name)).filter(({ name }) => name !== input.PolicyName)
  const size = [input.PolicyDocument, ...others.map(({ document }) => document)].join('').replace(/\s/g, '').length
  if (size > mostCharacters)
    context.fail(
      'LimitExceededException',
      `Maximum policy size of ${mostCharacters} bytes exceeded for role ${role.name}`,
    )
  if (!(await context.store.putRolePolicy(role.name, input.PolicyName, input.PolicyDocument)))
    refuseMissingRole(context, input.RoleName)
  return {}
}
