import type { Token } from './token.ts'

interface Verified {
  readonly token: Token
  /** The public key that the signature was verified with. */
  readonly material: string
}

/**
 * Remembers that a signature was verified, by the whole token and the key: nothing else of a decision. Claims, scopes
 * and the presence of the key in the issuer's set are checked on every request, so no entry can outlive an expiry, a
 * rotation or a change of an authorizer.
 */
export interface VerifiedSignatures {
  find(text: string): Verified | undefined
  remember(text: string, verified: Verified): void
}

/** @param maxCharacters bound on the sum of the tokens' lengths; the longest unused leave first */
export function createVerifiedSignatures(maxCharacters: number): VerifiedSignatures {
  const entries = new Map<string, Verified>()
  let characters = 0
  return {
    find: (text) => {
      const entry = entries.get(text)
      if (entry) {
        entries.delete(text)
        entries.set(text, entry)
      }
      return entry
    },
    remember: (text, verified) => {
      if (entries.delete(text)) characters -= text.length
      entries.set(text, verified)
      characters += text.length
      for (const oldest of entries.keys()) {
        if (characters <= maxCharacters) break
        entries.delete(oldest)
        characters -= oldest.length
      }
    },
  }
}
