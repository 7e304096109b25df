const size = 64 * 1024
/** So many wait to be used again; more are for the collector. */
const maxIdle = 64
const idle: Buffer[] = []

/** Bytes of one's own until they are given back. */
export interface LentBytes {
  readonly bytes: Buffer
  readonly giveBack: () => void
}

/** Copies bytes into memory that is used again: new memory for each piece of a large body keeps the collector busy. */
export function lendCopy(bytes: Buffer): LentBytes {
  if (bytes.length > size) return { bytes: Buffer.from(bytes), giveBack: () => {} }
  const memory = idle.pop() ?? Buffer.allocUnsafeSlow(size)
  memory.set(bytes)
  return {
    bytes: memory.subarray(0, bytes.length),
    giveBack: () => {
      if (idle.length < maxIdle) idle.push(memory)
    },
  }
}
