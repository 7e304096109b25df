import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { withAttributes } from '../users/attribute-changes.ts'
import { checkDeletable, checkKnown, checkMutable } from '../users/user-attributes.ts'
import { changeUserAndNames, refuseUnknownUser, requireUser } from '../users/users.ts'

export async function adminDeleteUserAttributes(
  input: Input<'AdminDeleteUserAttributes'>,
  context: Context<'AdminDeleteUserAttributes'>,
): Promise<Output<'AdminDeleteUserAttributes'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const names = input.UserAttributeNames
  checkKnown(context, pool, names)
  checkMutable(context, pool, names)
  checkDeletable(context, pool, names)
  const blank = Object.fromEntries(names.map((name) => [name, '']))
  const update = await changeUserAndNames(context, pool, sub, (user) => withAttributes(pool, user, blank))
  if (update.outcome !== 'updated') refuseUnknownUser(context)
  return {}
}
