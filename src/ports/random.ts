import { createHash, randomBytes } from 'node:crypto'

/** Where every unpredictable value comes from. The real source is the operating system's generator. */
export interface Random {
  bytes(length: number): Buffer
  /** A random (version 4) UUID, RFC 9562 section 5.4. */
  uuid(): string
  /** `length` characters drawn without bias from `alphabet` (at most 256 characters). */
  text(length: number, alphabet: string): string
}

export const lowerAlphanumeric = '0123456789abcdefghijklmnopqrstuvwxyz'
export const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
export const digits = '0123456789'

function randomFrom(bytes: (length: number) => Buffer): Random {
  return {
    bytes,
    uuid: () => {
      const b = bytes(16)
      b[6] = (b[6]! & 0x0f) | 0x40
      b[8] = (b[8]! & 0x3f) | 0x80
      const hex = b.toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    },
    text: (length, alphabet) => {
      // Bytes above the largest multiple of the alphabet's size would favour its first characters.
      const limit = 256 - (256 % alphabet.length)
      let text = ''
      while (text.length < length)
        for (const byte of bytes(length))
          if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length]
      return text
    },
  }
}

/** Bytes that are asked for at a time: the generator costs as much for a few as for many. */
const drawnAtOnce = 4096

export const systemRandom: Random = randomFrom(createDraw())

/** Gives out what was drawn in pieces, each once; nothing of it stays behind. */
function createDraw(): (length: number) => Buffer {
  let drawn = Buffer.alloc(0)
  let at = 0
  return (length) => {
    if (length > 64) return randomBytes(length)
    if (at + length > drawn.length) {
      drawn = randomBytes(drawnAtOnce)
      at = 0
    }
    const piece = Buffer.allocUnsafe(length)
    drawn.copy(piece, 0, at, at + length)
    drawn.fill(0, at, at + length)
    at += length
    return piece
  }
}

/** The same values in the same order for the same seed: for tests. */
export function seededRandom(seed: string): Random {
  let counter = 0
  return randomFrom((length) => {
    const blocks: Buffer[] = []
    for (let have = 0; have < length; have += 32)
      blocks.push(createHash('sha256').update(`${seed}/${counter++}`).digest())
    return Buffer.concat(blocks).subarray(0, length)
  })
}
