import { isIP } from 'node:net'
import type { Clock } from '../ports/clock.ts'
import { ApiError } from '../wire/operation.ts'

/** What guesses at passwords and codes, or has messages sent, without a signature. */
const limited: ReadonlySet<string> = new Set([
  'InitiateAuth',
  'RespondToAuthChallenge',
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'ForgotPassword',
  'ConfirmForgotPassword',
])

/** So many addresses are remembered; of more, the one that came first is forgotten. */
const addressesAtMost = 100_000

interface Bucket {
  left: number
  /** Epoch milliseconds. */
  filledAt: number
}

/**
 * Lets each address call the public operations of a sign-in so many times a minute, in a burst or spread out; an IPv6 client
 * has 2^64 addresses, which count as one. Throws what AWS answers to too many requests. The count is this node's own.
 */
export function limitSignIns(perMinute: number, clock: Clock) {
  const buckets = new Map<string, Bucket>()

  function take(subject: string): boolean {
    const now = clock.time()
    let bucket = buckets.get(subject)
    if (!bucket) {
      const [oldest] = buckets.keys()
      if (oldest !== undefined && buckets.size >= addressesAtMost) buckets.delete(oldest)
      buckets.set(subject, (bucket = { left: perMinute, filledAt: now }))
    }
    const refilled = bucket.left + (Math.max(0, now - bucket.filledAt) / 60_000) * perMinute
    bucket.left = Math.min(perMinute, refilled)
    bucket.filledAt = now
    if (bucket.left < 1) return false
    bucket.left--
    return true
  }

  return (service: string, operation: string, sourceIp: string): void => {
    if (service !== 'cognito-idp' || !limited.has(operation) || take(subjectOf(sourceIp))) return
    throw new ApiError('TooManyRequestsException', 'Too many requests', {
      detail: `more than ${perMinute} sign-in calls a minute from ${sourceIp}`,
    })
  }
}

/** An IPv4 address, or the /64 network of an IPv6 one. */
function subjectOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0')
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
