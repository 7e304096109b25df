import { requirePool } from '../pools/pools.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Context, Input, Output } from '../service.ts'
import type { PoolRecord } from '../store.ts'
import {
  type Attributes,
  checkAdminAttributes,
  checkDeletable,
  checkMutable,
  mergeAttributes,
  namedAttributes,
} from '../users/user-attributes.ts'
import { changeUser, refuseUnknownUser, requireUser } from '../users/users.ts'

/** Changes attributes of a user; a blank value takes one away. */
export async function adminUpdateUserAttributes(
  input: Input<'AdminUpdateUserAttributes'>,
  context: Context<'AdminUpdateUserAttributes'>,
): Promise<Output<'AdminUpdateUserAttributes'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { sub } = await requireUser(context, pool, input.Username)
  const given = namedAttributes(input.UserAttributes)
  const names = Object.keys(given)
  checkAdminAttributes(context, pool, given)
  checkMutable(context, pool, names)
  checkDeletable(
    context,
    pool,
    names.filter((name) => given[name] === ''),
  )
  refuseVerificationFirst(context, pool, given)
  const changed = await changeUser(context, pool, sub, (user) => ({
    ...user,
    attributes: mergeAttributes(user.attributes, given),
  }))
  if (!changed) refuseUnknownUser(context)
  return {}
}

/** Where an address only counts once it is verified, an administrator has to say that it is. */
function refuseVerificationFirst(
  context: Context<'AdminUpdateUserAttributes'>,
  pool: PoolRecord,
  given: Attributes,
): void {
  const first = pool.settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []
  for (const name of first)
    if (given[name] && given[`${name}_verified`] !== 'true')
      refuseUnimplemented(
        context,
        `AttributesRequireVerificationBeforeUpdate (send ${name}_verified "true" with ${name})`,
      )
}
