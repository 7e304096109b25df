import { createHash } from 'node:crypto'

/** How long a code can be redeemed (developer guide, "Token endpoint"). */
export const codeSeconds = 300

/** What the store knows a code by. */
export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
