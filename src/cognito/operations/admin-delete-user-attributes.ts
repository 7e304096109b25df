import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkDeletable, checkKnown, checkMutable, mergeAttributes } from '../users/user-attributes.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

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
  // No name goes with an attribute that may be deleted.
  const update = await context.store.updateUser(pool.id, sub, (user) => ({
    user: { ...user, attributes: mergeAttributes(user.attributes, blank), modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
  return {}
}
