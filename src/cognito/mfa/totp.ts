import { createHmac, timingSafeEqual } from 'node:crypto'

/*
 * Time-based one-time passwords (RFC 6238): HMAC-SHA1, 30-second steps, six digits, as authenticator apps assume when
 * they are given nothing but a secret (docs/decisions/0011).
 */

const stepSeconds = 30

/** Steps by which the user's clock may be off, and codes stay good after their own (RFC 6238 section 5.2). */
const tolerance = 1

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 section 6, without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => base32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The six digits of a step, which counts from 1970 (RFC 4226 section 5.3). */
export function codeOfStep(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const truncated = digest.readUInt32BE((digest.at(-1) ?? 0) & 0xf) & 0x7fff_ffff
  return String(truncated % 1_000_000).padStart(6, '0')
}

/** The step at which a code is good now; undefined when it is not. Takes as long for either. */
export function findStep(secret: Uint8Array, code: string, now: Date): number | undefined {
  const current = Math.floor(now.getTime() / 1000 / stepSeconds)
  const steps = Array.from({ length: 2 * tolerance + 1 }, (_, index) => current - tolerance + index)
  return steps.filter((step) => isEqual(codeOfStep(secret, step), code)).at(-1)
}

/** From then on no code of the step is good. */
export function endOfStep(step: number): Date {
  return new Date((step + tolerance + 1) * stepSeconds * 1000)
}

function isEqual(expected: string, code: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(code)]
  return left.length === right.length && timingSafeEqual(left, right)
}
