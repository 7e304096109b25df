import type {
  AuthEventType,
  EventContextDataType,
  EventResponseType,
  EventType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined } from '../../wire/operation.ts'
import type { AuthEventRecord } from '../auth-event-store.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { threatProtectionOf } from './threat-protection.ts'
import { writeForNobody } from '../users/attempt-limits.ts'

/** How many events of a user are kept; AWS keeps them for two years. */
const eventsKept = 200

type Records = Pick<Cognito, 'store' | 'log'>

/** Keeps an event, and logs it where the pool exports its events. */
export async function keepEvent(context: Records, pool: PoolRecord, event: AuthEventRecord): Promise<void> {
  await context.store.putAuthEvent(event, eventsKept)
  const exported = pool.logConfigurations?.find(({ EventSource }) => EventSource === 'userAuthEvents')
  if (!exported) return
  const { CloudWatchLogsConfiguration: logs, S3Configuration: bucket, FirehoseConfiguration: stream } = exported
  context.log.info({
    event: 'user-auth-event',
    destination: logs?.LogGroupArn ?? bucket?.BucketArn ?? stream?.StreamArn,
    userPoolId: pool.id,
    userSub: event.sub,
    eventId: event.id,
    eventType: event.type,
    eventResponse: event.response,
    ...event.risk,
    ...event.context,
  })
}

/** Records something other than a sign-in that a user did, where the pool watches. */
export async function recordEvent(
  context: Records & Pick<Cognito, 'random'> & Pick<CallContext, 'now' | 'sourceIp'>,
  pool: PoolRecord,
  user: Pick<UserRecord, 'sub'>,
  type: Exclude<EventType, 'SignIn'>,
  response: EventResponseType = 'Pass',
): Promise<void> {
  if (threatProtectionOf(pool) === undefined) return
  await keepEvent(context, pool, {
    poolId: pool.id,
    sub: user.sub,
    id: context.random.uuid(),
    type,
    response,
    risk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
    challenges: [],
    context: contextOf({ address: context.sourceIp }),
    createdAt: context.now,
  })
}

/** What takes as long as to record an event, for a name that no user has. */
export async function recordNothing(
  context: Pick<Cognito, 'store'> & Pick<CallContext, 'now'>,
  pool: PoolRecord,
  subject: string,
): Promise<void> {
  if (threatProtectionOf(pool) !== undefined) await writeForNobody(context, pool.id, subject)
}

/** Where poolgate knows neither city nor country, it leaves them out. */
export function contextOf(from: { readonly address: string; readonly device?: string }): Defined<EventContextDataType> {
  return { IpAddress: from.address, ...(from.device !== undefined && { DeviceName: from.device }) }
}

/** An event as AdminListUserAuthEvents answers it. */
export function describeEvent(event: AuthEventRecord): Defined<AuthEventType> {
  return {
    EventId: event.id,
    EventType: event.type,
    CreationDate: event.createdAt,
    EventResponse: event.response,
    EventRisk: event.risk,
    ChallengeResponses: [...event.challenges],
    EventContextData: event.context,
    ...(event.feedback && { EventFeedback: event.feedback }),
  }
}
