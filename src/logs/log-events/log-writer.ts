import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { AccessLog, LogDestination } from '../../ports/access-log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { LogEventRecord, LogStore } from '../store.ts'

/** Characters that may wait for a slow database, over all log groups. */
const mostWaiting = 4 * 1024 * 1024
/** Events of a group that are stored in one transaction, which SQLite does at a stretch: some milliseconds for so many. */
const largestBatch = 1000
/** Events that a group has at most; the oldest go first. */
const mostEvents = 1_000_000
/** How long events are collected before they are stored. */
const collectingMs = 200
const sweepEveryMs = 3_600_000

export interface LogWriterOptions {
  readonly limit?: number
  readonly mostEvents?: number
  /** Resolves when the events that came in the meantime are to be stored. */
  readonly collect?: () => Promise<unknown>
}

interface Waiting extends LogEventRecord, Omit<LogDestination, 'logStream'> {}

/**
 * Writes to log groups. Entries wait in memory for a fifth of a second, which is what a crash can lose, and are stored in
 * batches. While the database fails they go on waiting; beyond the limit entries are dropped and the log says how many.
 * Entries for a group that is not there are dropped.
 */
export function createLogWriter(
  { store, clock, random, log }: { store: LogStore; clock: Clock; random: Random; log: Log },
  options: LogWriterOptions = {},
): AccessLog {
  const { limit = mostWaiting, collect = () => delay(collectingMs), mostEvents: most = mostEvents } = options
  const nextId = eventIds(random)
  let waiting: Waiting[] = []
  let characters = 0
  let dropped = 0
  let draining: Promise<void> | undefined
  const closing = Promise.withResolvers<void>()
  let isClosed = false
  let isFailing = false

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await Promise.race([collect(), closing.promise])
      if (dropped > 0) log.warn({ event: 'access-log-overrun', dropped })
      dropped = 0
      const taken = waiting
      waiting = []
      const isLastAttempt = isClosed
      const unstored: Waiting[] = []
      for (const batch of batches(taken)) {
        if (!(await append(batch))) unstored.push(...batch)
        // Requests have their turn in between.
        await nextTurn()
      }
      if (unstored.length > 0 && isLastAttempt) log.error({ event: 'access-log-lost', dropped: unstored.length })
      else waiting = [...unstored, ...waiting]
    }
    draining = undefined
  }

  /** False when they are to be stored later. */
  async function append(events: readonly Waiting[]): Promise<boolean> {
    const { region, logGroup } = events[0]!
    try {
      const isStored = await store.appendLogEvents(region, logGroup, events, { mostEvents: most })
      if (!isStored) log.warn({ event: 'access-log-without-group', logGroup, region, dropped: events.length })
      isFailing = false
    } catch (error) {
      if (!isFailing) log.error({ event: 'access-log-failed', logGroup, region }, error)
      isFailing = true
      return false
    }
    for (const { message } of events) characters -= message.length
    return true
  }

  const sweep = () =>
    store.dropExpiredEvents(clock.now()).catch((error: unknown) => log.error({ event: 'log-sweep-failed' }, error))
  const sweeping = setInterval(() => void sweep(), sweepEveryMs).unref()

  return {
    write: ({ region, logGroup, logStream }, message) => {
      if (isClosed || characters + message.length > limit) {
        dropped++
        return
      }
      const at = clock.time()
      waiting.push({ region, logGroup, logStream, message, at, ingestedAt: at, id: nextId() })
      characters += message.length
      draining ??= drain()
    },
    close: async () => {
      isClosed = true
      clearInterval(sweeping)
      closing.resolve()
      await draining
    },
  }
}

/** Events of one group each, in their order. */
function batches(events: readonly Waiting[]): Waiting[][] {
  const groups = Map.groupBy(events, ({ region, logGroup }) => `${region} ${logGroup}`)
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / largestBatch) }, (_, index) =>
      group.slice(index * largestBatch, (index + 1) * largestBatch),
    ),
  )
}

/** 24 decimal digits: a number for each event of this process, and one for the process, so that none comes twice. */
function eventIds(random: Random): () => string {
  const process = random.text(12, '0123456789')
  let counter = 100_000_000_000
  return () => `${counter++}${process}`
}
