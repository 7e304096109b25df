import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import type { Context, Input, Output } from '../service.ts'

/** Ends every sign-in of the caller: no refresh token and no access token works on this API any more. */
export async function globalSignOut(
  input: Input<'GlobalSignOut'>,
  context: Context<'GlobalSignOut'>,
): Promise<Output<'GlobalSignOut'>> {
  // This operation's model has no UserNotFoundException.
  const asUser = {
    ...context,
    fail: (_: string, message: string, more?: { detail?: string }) =>
      context.fail('NotAuthorizedException', message, more),
  }
  const { pool, user } = await authenticateAccessToken(asUser, input.AccessToken)
  await context.store.revokeSignIns(pool.id, user.sub)
  return {}
}
