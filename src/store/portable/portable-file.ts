import { createHmac, hkdfSync, type Hmac } from 'node:crypto'
import type { SqlValue } from '../sql.ts'
import type { Column } from './describe-tables.ts'

/*
 * A portable file has an installation as lines of JSON:
 *
 *   {"poolgate":"export","format":1,"schema":1,...}     a header; what its keys are protected with
 *   {"table":"user_pools","columns":["id",...]}         then the rows of the table
 *   ["us-east-1_...",...]                               a row; bytes are base64
 *   {"digest":"..."}                                    over all lines since the last digest, and that digest
 *   {"rows":123,"digest":"..."}                         the end
 *
 * Values that are sealed in the database are so in the file, under the same keys; those are in the header, sealed. Digests
 * are HMAC-SHA256 under a key that is derived from the file's, so that nobody without it makes a file that is taken.
 */

/** The format that this build writes, and the newest that it reads. */
export const portableFormat = 1

/** Lines, and characters, after which a digest comes: how well it says where a file was changed, and what a reader must hold. */
export const digestAfter = { lines: 1000, characters: 4 * 1024 * 1024 }

/** The file cannot be made or taken; the message says why and, where it is about a place in it, in which line. */
export class PortableFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PortableFileError'
  }
}

/** Digests of lines, each over the one before as well. */
export interface Digests {
  add(line: string): void
  /** The digest over what was added since the last one. */
  next(): string
}

export function createDigests(fileKey: Uint8Array): Digests {
  const key = Buffer.from(hkdfSync('sha256', fileKey, '', 'poolgate/portable-digest', 32))
  let hmac: Hmac = createHmac('sha256', key)
  return {
    add: (line) => void hmac.update(line).update('\n'),
    next: () => {
      const digest = hmac.digest()
      hmac = createHmac('sha256', key).update(digest)
      return digest.toString('base64')
    },
  }
}

/** A value as JSON has it. */
export function toPortable(value: SqlValue): string | number | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

/** A value of a line; undefined when the column cannot have it. */
export function fromPortable(value: unknown, { type, isOptional }: Column): SqlValue | undefined {
  if (value === null) return isOptional ? null : undefined
  if (type === 'integer') return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  return type === 'text' ? value : Buffer.from(value, 'base64')
}
