import type { Random } from '../../ports/random.ts'

/** What tells requests apart: unpredictable, but no secrets. */
export interface RequestIds {
  /** 15 characters and "=", as in recordings of `apigw-requestid`: 11 bytes. */
  requestId(): string
  /** The random part of a trace, 24 hexadecimal digits. */
  tracePart(): string
}

const requestIdBytes = 11
const tracePartBytes = 12
/** Bytes that are drawn at a time: the generator costs as much for a few as for many. */
const drawnAtOnce = 4096

export function createRequestIds(random: Random): RequestIds {
  let drawn: Buffer = Buffer.alloc(0)
  let at = 0
  const write = (encoding: 'base64url' | 'hex', length: number): string => {
    if (at + length > drawn.length) {
      drawn = random.bytes(drawnAtOnce)
      at = 0
    }
    at += length
    return drawn.toString(encoding, at - length, at)
  }
  return {
    requestId: () => `${write('base64url', requestIdBytes)}=`,
    tracePart: () => write('hex', tracePartBytes),
  }
}
