import type { RequestLimits } from '../../gateway/proxy/token-bucket.ts'

/** What a worker asks of a bucket that all workers share. */
export interface TokenQuestion {
  /** Of the bucket. */
  readonly name: string
  readonly limits: RequestLimits
  /** Tokens that it has left of those that it got ahead. */
  readonly held: number
  /** Requests that wait for one. */
  readonly waiting: number
}

export interface LentTokens {
  /** For those that wait. */
  readonly taken: number
  /** For those that come. */
  readonly ahead: number
  /** Milliseconds for which there are none, when not all who wait have one. */
  readonly emptyFor: number
}

export interface TokenLender {
  lend(worker: number, question: TokenQuestion): LentTokens
  /** What a worker had is gone with it. */
  leave(worker: number): void
}

interface LentBucket {
  tokens: number
  filledAt: number
  /** By worker, what it may still have: no less than it has. */
  readonly held: Map<number, number>
}

/** So many buckets are remembered; of more, the one that was asked for the longest ago is forgotten, and full again. */
const bucketsAtMost = 50_000
/** A worker has tokens ahead for so many seconds of the rate at most. */
const secondsAhead = 0.05
/** For a bucket that is empty a worker asks again after so long, or when half of it may be full again. */
const longestWait = 10

/**
 * Lends workers the tokens of buckets: those that requests wait for, and some ahead, so that few requests have to wait. What
 * workers hold ahead counts as being in the bucket, so that together they never let more through than one bucket does; the
 * ahead of all is an eighth of its size at most.
 *
 * @param count of workers
 * @param time milliseconds of a clock that nobody sets
 */
export function lendTokens(count: number, time: () => number): TokenLender {
  const buckets = new Map<string, LentBucket>()

  function bucketOf({ name, limits: { rate, burst } }: TokenQuestion): LentBucket {
    // Workers that serve other limits for a moment, while they take up a change, do not disturb each other.
    const key = `${name} ${rate} ${burst}`
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: time(), held: new Map<number, number>() }
    // Those asked for the longest ago come first.
    buckets.delete(key)
    buckets.set(key, bucket)
    const [oldest] = buckets.keys()
    if (oldest !== undefined && buckets.size > bucketsAtMost) buckets.delete(oldest)
    return bucket
  }

  return {
    lend: (worker, question) => {
      const { held, waiting } = question
      const { rate, burst } = question.limits
      if (rate === 0 || burst === 0) return { taken: 0, ahead: 0, emptyFor: longestWait }
      const bucket = bucketOf(question)
      // Until now the worker may have had all that it was lent: what it has used is not filled up before it is known.
      fill(bucket, question.limits, time())
      bucket.held.set(worker, held)
      const taken = Math.min(waiting, Math.floor(bucket.tokens))
      bucket.tokens -= taken
      if (taken < waiting) return { taken, ahead: 0, emptyFor: emptyFor(bucket, question.limits) }
      const most = Math.floor(Math.min(burst / (8 * count), rate * secondsAhead))
      const ahead = Math.max(0, Math.min(most - held, Math.floor(bucket.tokens / (2 * count))))
      bucket.tokens -= ahead
      bucket.held.set(worker, held + ahead)
      return { taken, ahead, emptyFor: 0 }
    },
    leave: (worker) => {
      for (const { held } of buckets.values()) held.delete(worker)
    },
  }
}

function fill(bucket: LentBucket, { rate, burst }: RequestLimits, now: number): void {
  let held = 0
  for (const tokens of bucket.held.values()) held += tokens
  const filled = bucket.tokens + ((now - bucket.filledAt) / 1000) * rate
  bucket.tokens = Math.min(Math.max(0, burst - held), filled)
  bucket.filledAt = now
}

function emptyFor({ tokens }: LentBucket, { rate, burst }: RequestLimits): number {
  const untilNext = ((1 - tokens) * 1000) / rate
  const untilHalf = (burst * 500) / rate
  return Math.max(untilNext, Math.min(longestWait, untilHalf))
}
