import { describeUser, readPage, writePage } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listUsers(
  input: Input<'ListUsers'>,
  context: Context<'ListUsers'>,
): Promise<Output<'ListUsers'>> {
  // Every user's path is `/`.
  if (input.PathPrefix !== undefined && input.PathPrefix !== '/') return { Users: [], IsTruncated: false }
  const page = await context.store.listUsers(readPage(input))
  return { Users: page.items.map((user) => describeUser(context, user)), ...writePage(page) }
}
