import { createHmac } from 'node:crypto'

/** What an authenticator app shows for a secret in base 32 (RFC 6238); it shares no code with the server. */
export function totp(secretCode: string, now: Date): string {
  let value = 0n
  for (const character of secretCode)
    value = (value << 5n) | BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character))
  const bits = secretCode.length * 5
  const bytes = Math.floor(bits / 8)
  const secret = Buffer.from((value >> BigInt(bits % 8)).toString(16).padStart(2 * bytes, '0'), 'hex')
  const counter = Math.floor(now.getTime() / 30_000)
    .toString(16)
    .padStart(16, '0')
  const digest = createHmac('sha1', secret).update(Buffer.from(counter, 'hex')).digest('hex')
  const offset = 2 * Number.parseInt(digest.slice(-1), 16)
  const code = Number.parseInt(digest.slice(offset, offset + 8), 16) % 2 ** 31
  return String(code % 1_000_000).padStart(6, '0')
}
