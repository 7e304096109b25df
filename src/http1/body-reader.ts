import { ChunkedDecoder } from './chunked-decoder.ts'

/** Finds the end of a body in the bytes of a connection. */
export interface BodyReader {
  readonly isDone: boolean
  /** Takes bytes and returns how many of them belonged to the body. Throws MalformedChunkError. */
  read(bytes: Buffer, emit: (data: Buffer) => void): number
}

export function readLength(length: number): BodyReader {
  let remaining = length
  return {
    get isDone() {
      return remaining === 0
    },
    read: (bytes, emit) => {
      const taken = Math.min(remaining, bytes.length)
      remaining -= taken
      if (taken > 0) emit(bytes.subarray(0, taken))
      return taken
    },
  }
}

export function readChunks(): BodyReader {
  const decoder = new ChunkedDecoder()
  return {
    get isDone() {
      return decoder.isDone
    },
    read: (bytes, emit) => decoder.decode(bytes, emit),
  }
}

/** A body that ends with its connection (RFC 9112 section 6.3, item 8). */
export const readUntilClose: BodyReader = {
  isDone: false,
  read: (bytes, emit) => {
    emit(bytes)
    return bytes.length
  },
}
