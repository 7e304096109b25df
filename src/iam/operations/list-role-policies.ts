import { requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listRolePolicies(
  input: Input<'ListRolePolicies'>,
  context: Context<'ListRolePolicies'>,
): Promise<Output<'ListRolePolicies'>> {
  const role = await requireRole(context, input.RoleName)
  const names = (await context.store.listRolePolicies(role.name)).map(({ name }) => name)
  return { PolicyNames: names, IsTruncated: false }
}
