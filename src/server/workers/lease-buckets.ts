import {
  type CreateBucket,
  createTokenBucket,
  type OwnTokenBucket,
  type RequestLimits,
  type TokenBucket,
} from '../../gateway/proxy/token-bucket.ts'
import { late, within } from '../../ports/within.ts'
import type { LentTokens, TokenQuestion } from './lend-tokens.ts'

export interface LeaseOptions {
  /** Of the process that lends. */
  readonly ask: (question: TokenQuestion) => Promise<LentTokens>
  /** Of workers that share the buckets. */
  readonly count: number
  /** Milliseconds of a clock that nobody sets. */
  readonly time: () => number
  /** For how long an answer is waited for, in milliseconds. */
  readonly patience?: number
}

/**
 * Buckets whose tokens come from the primary process (`lend-tokens.ts`). Most requests find one that was lent ahead; others
 * wait for the primary's answer, and are refused at once for as long as it has said that there are none. When the primary does not
 * answer, the worker goes on with its part of the limits.
 */
export function leaseBuckets(options: LeaseOptions): CreateBucket {
  return (name, limits) => leaseBucket(name, limits, options)
}

function leaseBucket(
  name: string,
  limits: RequestLimits,
  { ask, count, time, patience = 1000 }: LeaseOptions,
): TokenBucket {
  let held = 0
  /** As soon as no more are left, others are asked for. */
  let low = 0
  let emptyUntil = 0
  let aloneUntil = 0
  let waiting: ((isTaken: boolean) => void)[] = []
  let asking: Promise<void> | undefined
  const part = partOf(limits, count)
  const takePart = () => part.take(new Date(time()))

  async function replenish(): Promise<void> {
    do await replenishOnce()
    while (waiting.length > 0)
    asking = undefined
  }

  async function replenishOnce(): Promise<void> {
    const asked = waiting
    waiting = []
    const question = { name, limits, held, waiting: asked.length }
    const lent = await within(patience, ask(question)).catch((): typeof late => late)
    if (lent === late) {
      aloneUntil = time() + patience
      return [...asked, ...waiting.splice(0)].forEach((tell) => tell(takePart()))
    }
    asked.forEach((tell, index) => tell(index < lent.taken))
    if (lent.taken < asked.length) {
      emptyUntil = time() + lent.emptyFor
      // Who came meanwhile came too late.
      return waiting.splice(0).forEach((tell) => tell(false))
    }
    held += lent.ahead
    const served = waiting.splice(0, held)
    held -= served.length
    low = held >> 1
    served.forEach((tell) => tell(true))
  }

  return {
    limits,
    take: () => {
      if (held > 0) {
        held--
        if (held <= low) asking ??= replenish()
        return true
      }
      const now = time()
      if (now < emptyUntil) return false
      if (now < aloneUntil) return takePart()
      return new Promise((resolve) => {
        waiting.push(resolve)
        asking ??= replenish()
      })
    },
  }
}

function partOf({ rate, burst }: RequestLimits, count: number): OwnTokenBucket {
  return createTokenBucket({ rate: rate / count, burst: burst === 0 ? 0 : Math.max(1, burst / count) })
}
