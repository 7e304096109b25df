import { deliverCodeForAdministrator } from '../messages/code-delivery.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { noClientId } from '../triggers/invoke-trigger.ts'
import { checkPendingNames, contactsToVerify, withAttributes } from '../users/attribute-changes.ts'
import { checkAdminAttributes, checkDeletable, checkMutable, namedAttributes } from '../users/user-attributes.ts'
import { changeUser, refuseUnknownUser, requireUser } from '../users/users.ts'

/** Changes attributes of a user, a blank value taking one away, and sends a code to a new address or number that is to be verified. */
export async function adminUpdateUserAttributes(
  input: Input<'AdminUpdateUserAttributes'>,
  context: Context<'AdminUpdateUserAttributes'>,
): Promise<Output<'AdminUpdateUserAttributes'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const found = await requireUser(context, pool, input.Username)
  const given = namedAttributes(input.UserAttributes)
  const names = Object.keys(given)
  checkAdminAttributes(context, pool, given)
  checkMutable(context, pool, names)
  checkDeletable(
    context,
    pool,
    names.filter((name) => given[name] === ''),
  )
  await checkPendingNames(context, pool, withAttributes(pool, found, given))
  const changed = await changeUser(context, pool, found.sub, (user) => withAttributes(pool, user, given))
  if (!changed) return refuseUnknownUser(context)
  for (const contact of contactsToVerify(pool, given, found, changed)) {
    const delivery = {
      purpose: `verify-${contact.attribute}`,
      occasion: 'UpdateUserAttribute',
      contact,
      clientId: noClientId,
      clientMetadata: input.ClientMetadata,
    } as const
    await deliverCodeForAdministrator(context, pool, changed, delivery)
  }
  return {}
}
