import { refuseMissingRole, requireRole } from '../roles/roles.ts'
import { withoutTags } from '../tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function untagRole(
  input: Input<'UntagRole'>,
  context: Context<'UntagRole'>,
): Promise<Output<'UntagRole'>> {
  const role = await requireRole(context, input.RoleName)
  const tags = withoutTags(role.tags, input.TagKeys)
  if (!(await context.store.replaceRole({ ...role, tags }))) refuseMissingRole(context, input.RoleName)
  return {}
}
