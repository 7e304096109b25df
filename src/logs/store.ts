export interface LogGroupRecord {
  readonly region: string
  /** Unique in its region. */
  readonly name: string
  /** Never used again, so that a group that is made anew has none of the old one's events. */
  readonly id: string
  /** Events are kept for ever without it. */
  readonly retentionInDays?: number
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
}

export interface LogStreamRecord {
  readonly name: string
  readonly createdAt: Date
  readonly firstEventAt: Date
  readonly lastEventAt: Date
  readonly lastIngestedAt: Date
}

/** Where an event is among those of its group: events are in the order of their times, then of their ids. */
export interface EventPosition {
  /** Epoch milliseconds. */
  readonly at: number
  readonly id: string
}

export interface LogEventRecord extends EventPosition {
  readonly logStream: string
  /** Epoch milliseconds. */
  readonly ingestedAt: number
  readonly message: string
}

export interface EventQuery {
  /** Of a group. */
  readonly groupId: string
  /** Of all streams when not given. */
  readonly logStreams?: readonly string[]
  readonly logStreamPrefix?: string
  /** The first millisecond. */
  readonly from?: number
  /** The first millisecond that is not meant any more. */
  readonly until?: number
  /** Only what comes behind this one, in the order that is asked for. */
  readonly after?: EventPosition
  readonly order: 'oldest-first' | 'newest-first'
  readonly limit: number
}

export interface StreamQuery {
  readonly groupId: string
  readonly prefix?: string
  readonly order: 'name' | 'last-event'
  readonly descending: boolean
  /** The stream before the first one. */
  readonly after?: { readonly name: string; readonly lastEventAt: number }
  readonly limit: number
}

interface Page<Item> {
  readonly items: readonly Item[]
  /** Pass as `after` for the following page; absent on the last one. */
  readonly next?: string
}

/** What log groups need stored. */
export interface LogStore {
  /** False when there is one of that name. */
  insertLogGroup(group: LogGroupRecord): Promise<boolean>
  findLogGroup(region: string, name: string): Promise<LogGroupRecord | undefined>
  /** Takes the group away at once and its events after it, a batch at a time. False when it is gone. */
  deleteLogGroup(region: string, name: string): Promise<boolean>
  /** In the order of names; with the bytes that their events take. */
  listLogGroups(
    region: string,
    having: { readonly prefix?: string; readonly contained?: string; readonly names?: readonly string[] },
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<LogGroupRecord & { readonly storedBytes: number }>>
  /** Keeps events for ever when `days` is not given. False when the group is gone. */
  setRetention(region: string, name: string, days?: number): Promise<boolean>
  /** The tags that `change` makes of the present ones; undefined when the group is gone. */
  changeTags(
    region: string,
    name: string,
    change: (tags: LogGroupRecord['tags']) => LogGroupRecord['tags'],
  ): Promise<LogGroupRecord['tags'] | undefined>
  hasLogStream(groupId: string, name: string): Promise<boolean>
  listLogStreams(query: StreamQuery): Promise<readonly LogStreamRecord[]>
  listLogEvents(query: EventQuery): Promise<readonly LogEventRecord[]>
  /**
   * Stores events, whose streams are made as needed, and drops a few of those that the group has no more room or time for:
   * at most twice as many as came. False when there is no such group, and nothing is stored.
   */
  appendLogEvents(
    region: string,
    name: string,
    events: readonly LogEventRecord[],
    bounds: { readonly mostEvents: number },
  ): Promise<boolean>
  /** Drops what is older than its group's retention at this time, and what deleted groups have left. */
  dropExpiredEvents(now: Date): Promise<void>
}

/** When the oldest event is from that a group still has, in epoch milliseconds; undefined when it keeps all. */
export function retainedSince(
  { retentionInDays }: Pick<LogGroupRecord, 'retentionInDays'>,
  now: Date,
): number | undefined {
  return retentionInDays === undefined ? undefined : now.getTime() - retentionInDays * 86_400_000
}
