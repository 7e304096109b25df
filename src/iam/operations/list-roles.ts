import { describeRole } from '../roles/roles.ts'
import { readPage, writePage } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

/** A page holds at most MaxItems roles; those of other paths are left out of it. */
export async function listRoles(
  input: Input<'ListRoles'>,
  context: Context<'ListRoles'>,
): Promise<Output<'ListRoles'>> {
  const { PathPrefix = '/' } = input
  const page = await context.store.listRoles(readPage(input))
  const roles = page.items.filter(({ path }) => path.startsWith(PathPrefix))
  return { Roles: roles.map((role) => describeRole(context, role)), ...writePage(page) }
}
