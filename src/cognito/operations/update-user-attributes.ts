import { deliverCode } from '../messages/code-delivery.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { limitMailedUpdates } from '../users/attempt-limits.ts'
import { checkPendingNames, contactsToVerify, withAttributes } from '../users/attribute-changes.ts'
import { checkOwnAttributes, namedAttributes } from '../users/user-attributes.ts'
import { changeUser, refuseUnknownUser } from '../users/users.ts'

/** Changes the caller's attributes, a blank value taking one away, and sends a code to a new address or number. */
export async function updateUserAttributes(
  input: Input<'UpdateUserAttributes'>,
  context: Context<'UpdateUserAttributes'>,
): Promise<Output<'UpdateUserAttributes'>> {
  const { pool, client, user } = await authenticateAccessToken(context, input.AccessToken)
  const given = namedAttributes(input.UserAttributes)
  checkOwnAttributes(context, pool, client, given)
  const draft = withAttributes(pool, user, given)
  await checkPendingNames(context, pool, draft)
  const contacts = contactsToVerify(pool, given, user, draft)
  if (contacts.length > 0) await limitMailedUpdates(context, pool.id, user.sub)
  const changed = await changeUser(context, pool, user.sub, (current) => withAttributes(pool, current, given))
  if (!changed) return refuseUnknownUser(context)
  const delivery = {
    occasion: 'UpdateUserAttribute',
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  } as const
  const sent: Output<'UpdateUserAttributes'>['CodeDeliveryDetailsList'] = []
  for (const contact of contacts) {
    const purpose = `verify-${contact.attribute}` as const
    sent.push(await deliverCode(context, pool, changed, { ...delivery, purpose, contact }))
  }
  return { CodeDeliveryDetailsList: sent }
}
