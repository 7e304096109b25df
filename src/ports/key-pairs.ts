import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** Where RSA-2048 key pairs come from. */
export interface KeyPairs {
  /** A pair that nobody else gets. */
  take(): Promise<KeyPair>
}

const generate = (): Promise<KeyPair> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 })

/**
 * Generates pairs off the event loop and keeps a few made ahead, because one takes 50 ms and more. The stock is
 * filled one pair at a time, and the wait between two of them does not keep the process alive.
 * @param ahead how many pairs to keep at most
 */
export function keyPairsAhead(ahead: number): KeyPairs & {
  /** Starts filling the stock; otherwise the first `take` does. */
  fill(): void
} {
  const stock: KeyPair[] = []
  let filling = false
  const fill = (): void => {
    if (filling || stock.length >= ahead) return
    filling = true
    setTimeout(() => {
      generate()
        .then((pair) => void stock.push(pair))
        .finally(() => (filling = false))
        // A failure here costs only time: `take` generates its own pair and reports what is wrong.
        .then(fill, () => {})
    }, 1).unref()
  }
  return {
    take: async () => {
      const ready = stock.shift()
      fill()
      return ready ?? generate()
    },
    fill,
  }
}

/** Hands out the same few pairs again and again, made once for the whole process: for tests. */
export const reusedKeyPairs: KeyPairs = { take: takeReused }

const reused: Promise<KeyPair>[] = []
let taken = 0

function takeReused(): Promise<KeyPair> {
  return (reused[taken++ % 3] ??= generate())
}
