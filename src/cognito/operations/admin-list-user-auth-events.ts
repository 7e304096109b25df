import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeEvent } from '../threat-protection/auth-events.ts'
import { requireThreatProtection } from '../threat-protection/threat-protection.ts'
import { requireUser } from '../users/users.ts'

/** Where a page ends, as the store writes it: time and id of the event. */
const positionForm = /^\d{1,15}\/[0-9a-f-]{36}$/

/** Newest first. */
export async function adminListUserAuthEvents(
  input: Input<'AdminListUserAuthEvents'>,
  context: Context<'AdminListUserAuthEvents'>,
): Promise<Output<'AdminListUserAuthEvents'>> {
  const pool = await requirePool(context, input.UserPoolId)
  requireThreatProtection(context, pool)
  const user = await requireUser(context, pool, input.Username)
  const start = readPageToken(context, input.NextToken)
  if (start.after !== undefined && !positionForm.test(start.after))
    context.fail('InvalidParameterException', 'Invalid pagination token.')
  const page = await context.store.listAuthEvents(pool.id, user.sub, {
    limit: input.MaxResults || largestPage,
    ...start,
  })
  return { AuthEvents: page.items.map(describeEvent), ...writePageToken(page) }
}
