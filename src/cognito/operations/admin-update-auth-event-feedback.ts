import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { giveFeedback } from '../threat-protection/feedback.ts'
import { requireThreatProtection } from '../threat-protection/threat-protection.ts'
import { requireUser } from '../users/users.ts'

export async function adminUpdateAuthEventFeedback(
  input: Input<'AdminUpdateAuthEventFeedback'>,
  context: Context<'AdminUpdateAuthEventFeedback'>,
): Promise<Output<'AdminUpdateAuthEventFeedback'>> {
  const pool = await requirePool(context, input.UserPoolId)
  requireThreatProtection(context, pool)
  const user = await requireUser(context, pool, input.Username)
  await giveFeedback(context, pool, user.sub, input.EventId, { value: input.FeedbackValue, provider: 'Admin' })
  return {}
}
