import { isIP } from 'node:net'
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
  /** Milliseconds. */
  filledAt: number
}

/**
 * Counts sign-in calls: whether an address, or a network, has one left of so many in a minute, in a burst or spread out, which it
 * takes.
 *
 * @param time milliseconds
 */
export function countSignIns(time: () => number): (subject: string, perMinute: number) => boolean {
  const buckets = new Map<string, Bucket>()
  return (subject, perMinute) => {
    const now = time()
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
}

/**
 * Lets each address call the public operations of a sign-in so many times a minute; an IPv6 client has 2^64 addresses, which
 * count as one. Rejects with what AWS answers to too many requests.
 *
 * @param count this process's own, or that of all who serve in its place
 */
export function limitSignIns(
  perMinute: number,
  count: (subject: string, perMinute: number) => boolean | Promise<boolean>,
) {
  return async (service: string, operation: string, sourceIp: string): Promise<void> => {
    if (service !== 'cognito-idp' || !limited.has(operation)) return
    if (await count(subjectOf(sourceIp), perMinute)) return
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
