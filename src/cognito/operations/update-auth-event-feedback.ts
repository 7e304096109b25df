import { refuseMissingPool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkFeedbackToken, giveFeedback } from '../threat-protection/feedback.ts'
import { requireThreatProtection } from '../threat-protection/threat-protection.ts'
import { findUser } from '../users/users.ts'

/** For whoever holds the token of a notification. Without one it does not tell who exists: the call is unsigned. */
export async function updateAuthEventFeedback(
  input: Input<'UpdateAuthEventFeedback'>,
  context: Context<'UpdateAuthEventFeedback'>,
): Promise<Output<'UpdateAuthEventFeedback'>> {
  const pool = (await context.store.findPool(input.UserPoolId)) ?? refuseMissingPool(context, input.UserPoolId)
  requireThreatProtection(context, pool)
  const sub = (await findUser(context, pool, input.Username))?.sub ?? ''
  checkFeedbackToken(context, { poolId: pool.id, sub, id: input.EventId }, input.FeedbackToken)
  await giveFeedback(context, pool, sub, input.EventId, { value: input.FeedbackValue, provider: 'User' })
  return {}
}
