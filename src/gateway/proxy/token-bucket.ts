/** How many requests may come: `rate` in one second on average, `burst` at once. Either 0 lets none through. */
export interface RequestLimits {
  readonly rate: number
  readonly burst: number
}

/** A token bucket: full at first, refilled evenly. */
export interface TokenBucket {
  readonly limits: RequestLimits
  /** Takes the token of one request; false when there is none. A promise when another process has to be asked. */
  take(now: Date): boolean | Promise<boolean>
}

/** One that is this process's own. */
export interface OwnTokenBucket extends TokenBucket {
  take(now: Date): boolean
}

/** @param name buckets of one name and of the same limits are one where several processes share them */
export type CreateBucket = (name: string, limits: RequestLimits) => TokenBucket

export function createTokenBucket(limits: RequestLimits): OwnTokenBucket {
  const { rate, burst } = limits
  const size = rate === 0 ? 0 : burst
  let tokens = size
  let filledAt: number | undefined
  return {
    limits,
    take: (now) => {
      const time = now.getTime()
      // A clock that was set back neither fills nor empties the bucket.
      const elapsed = Math.max(0, time - (filledAt ?? time))
      tokens = Math.min(size, tokens + (elapsed / 1000) * rate)
      filledAt = time
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
