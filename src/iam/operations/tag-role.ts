import { refuseMissingRole, requireRole } from '../roles/roles.ts'
import { withTags } from '../tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function tagRole(input: Input<'TagRole'>, context: Context<'TagRole'>): Promise<Output<'TagRole'>> {
  const role = await requireRole(context, input.RoleName)
  const tags = withTags(role.tags, input.Tags, context)
  if (!(await context.store.replaceRole({ ...role, tags }))) refuseMissingRole(context, input.RoleName)
  return {}
}
