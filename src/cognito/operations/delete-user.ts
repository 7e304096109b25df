import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteUser(
  input: Input<'DeleteUser'>,
  context: Context<'DeleteUser'>,
): Promise<Output<'DeleteUser'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  await context.store.deleteUser(pool.id, user.sub)
  return {}
}
