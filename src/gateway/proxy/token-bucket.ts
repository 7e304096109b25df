/** How many requests may come: `rate` in one second on average, `burst` at once. Either 0 lets none through. */
export interface RequestLimits {
  readonly rate: number
  readonly burst: number
}

/** A token bucket: full at first, refilled evenly. */
export interface TokenBucket {
  readonly limits: RequestLimits
  /** Takes the token of one request; false when there is none. */
  take(now: Date): boolean
}

export function createTokenBucket(limits: RequestLimits): TokenBucket {
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
