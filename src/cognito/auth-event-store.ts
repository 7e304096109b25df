import type {
  ChallengeResponseType,
  EventContextDataType,
  EventFeedbackType,
  EventResponseType,
  EventRiskType,
  EventType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../wire/operation.ts'
import type { Page } from './store.ts'

/** Something a user did or that was tried in their name, in the API's own shapes. Holds no secret. */
export interface AuthEventRecord {
  readonly poolId: string
  readonly sub: string
  /** Of a sign-in: the `event_id` of its tokens. */
  readonly id: string
  readonly type: EventType
  readonly response: EventResponseType
  readonly risk: Defined<EventRiskType>
  readonly challenges: readonly Defined<ChallengeResponseType>[]
  readonly context: Defined<EventContextDataType>
  readonly feedback?: Omit<Defined<EventFeedbackType>, 'FeedbackDate'> & { readonly FeedbackDate: Date }
  readonly createdAt: Date
}

export interface AuthEventStore {
  /**
   * Inserts the event or replaces the user's event of the same id, and drops the user's oldest beyond the newest
   * `keep`. Nothing happens when the user is gone.
   */
  putAuthEvent(event: AuthEventRecord, keep: number): Promise<void>
  findAuthEvent(poolId: string, sub: string, id: string): Promise<AuthEventRecord | undefined>
  /** Newest first. */
  listAuthEvents(
    poolId: string,
    sub: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<AuthEventRecord>>
}
