import type { Random } from '../../ports/random.ts'

/** What tells requests apart: unpredictable, but no secrets. */
export interface RequestIds {
  /** 15 characters and "=", as in recordings of `apigw-requestid`: 11 bytes. */
  requestId(): string
  /**
   * 32 hexadecimal digits: those of a time, and 12 bytes.
   * @param seconds since 1970
   */
  traceId(seconds: number): string
}

/** Ids and traces that are drawn at a time: the generator costs as much for a few as for many. */
const drawnAtOnce = 256
const requestIdLength = 16
const traceBytes = 16

/** Each text is made in one piece, which is cheaper to log. */
export function createRequestIds(random: Random): RequestIds {
  let requestIds: Buffer = Buffer.alloc(0)
  let nextRequestId = 0
  let traces: Buffer = Buffer.alloc(0)
  let nextTrace = 0
  return {
    requestId: () => {
      if (nextRequestId >= requestIds.length) {
        requestIds = drawRequestIds(random)
        nextRequestId = 0
      }
      nextRequestId += requestIdLength
      return requestIds.toString('latin1', nextRequestId - requestIdLength, nextRequestId)
    },
    traceId: (seconds) => {
      if (nextTrace >= traces.length) {
        traces = Buffer.from(random.bytes(drawnAtOnce * traceBytes))
        nextTrace = 0
      }
      traces.writeUInt32BE(seconds >>> 0, nextTrace)
      nextTrace += traceBytes
      return traces.toString('hex', nextTrace - traceBytes, nextTrace)
    },
  }
}

/** Ids one after the other, as text. */
function drawRequestIds(random: Random): Buffer {
  const bytes = Buffer.from(random.bytes(drawnAtOnce * 12))
  // Base64 writes 12 bytes as 16 characters; with the last byte zero, the last character says nothing.
  for (let last = 11; last < bytes.length; last += 12) bytes[last] = 0
  const text = Buffer.from(bytes.toString('base64url'), 'latin1')
  for (let last = requestIdLength - 1; last < text.length; last += requestIdLength) text[last] = 0x3d
  return text
}
