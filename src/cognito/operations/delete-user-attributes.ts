import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { withAttributes } from '../users/attribute-changes.ts'
import { checkOwnAttributes } from '../users/user-attributes.ts'
import { changeUserAndNames, refuseUnknownUser } from '../users/users.ts'

export async function deleteUserAttributes(
  input: Input<'DeleteUserAttributes'>,
  context: Context<'DeleteUserAttributes'>,
): Promise<Output<'DeleteUserAttributes'>> {
  const { pool, client, user } = await authenticateAccessToken(context, input.AccessToken)
  const blank = Object.fromEntries(input.UserAttributeNames.map((name) => [name, '']))
  checkOwnAttributes(context, pool, client, blank)
  const update = await changeUserAndNames(context, pool, user.sub, (current) => withAttributes(pool, current, blank))
  if (update.outcome !== 'updated') refuseUnknownUser(context)
  return {}
}
