import type { FeedbackValueType } from '@aws-sdk/client-cognito-identity-provider'
import { openJson } from '../../ports/vault.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AuthEventRecord } from '../auth-event-store.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import { keepEvent } from './auth-events.ts'

/*
 * The FeedbackToken of a notification: sealed by the vault, it names the event that it is for and lives for a week.
 */

const purpose = 'auth-event-feedback'
const lifetimeMilliseconds = 7 * 24 * 3_600_000

type EventName = Pick<AuthEventRecord, 'poolId' | 'sub' | 'id'>

export function createFeedbackToken(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault'>,
  { poolId, sub, id }: EventName,
): string {
  const expiresAt = context.now.getTime() + lifetimeMilliseconds
  return context.vault.seal(JSON.stringify([poolId, sub, id, expiresAt]), purpose).toString('base64url')
}

/** Refuses a token that is not for this event, or no more, with NotAuthorizedException. */
export function checkFeedbackToken(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault'> & Fails<'NotAuthorizedException'>,
  { poolId, sub, id }: EventName,
  token: string,
): void {
  const opened = openJson(context.vault, Buffer.from(token, 'base64url'), purpose)
  const [, , , expiresAt]: unknown[] = Array.isArray(opened) ? opened : []
  const isOfEvent = JSON.stringify([poolId, sub, id, expiresAt]) === JSON.stringify(opened)
  if (!isOfEvent || typeof expiresAt !== 'number' || expiresAt <= context.now.getTime())
    context.fail('NotAuthorizedException', 'Invalid feedback token')
}

/** Writes down what somebody thinks of a user's event. Refuses with ResourceNotFoundException. */
export async function giveFeedback(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'log'> & Fails<'ResourceNotFoundException'>,
  pool: PoolRecord,
  sub: string,
  eventId: string,
  feedback: { readonly value: FeedbackValueType; readonly provider: 'Admin' | 'User' },
): Promise<void> {
  const event = await context.store.findAuthEvent(pool.id, sub, eventId)
  if (!event) return context.fail('ResourceNotFoundException', `Event ${eventId} does not exist.`)
  const { value: FeedbackValue, provider: Provider } = feedback
  await keepEvent(context, pool, { ...event, feedback: { FeedbackValue, Provider, FeedbackDate: context.now } })
}
