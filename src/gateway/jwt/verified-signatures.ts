import { ownText } from '../../ports/own-text.ts'
import type { Token } from './token.ts'
import type { Grant } from './verify-token.ts'

/** A token whose signature was verified, and what was found out about it since. */
export interface VerifiedToken {
  readonly token: Token
  /** The public key that the signature was verified with. */
  readonly material: string
  /** The last decision that let the token through. */
  approval: Approval | undefined
}

/** That a token kept every rule but those of time: true for these rules alone, and between these seconds. */
export interface Approval {
  /** The lists that were compared with, which are never changed: other lists are other rules. */
  readonly issuers: readonly string[]
  readonly audience: readonly string[]
  readonly requiredScopes: readonly string[]
  /** Seconds since 1970: not before this, and before that. */
  readonly from: number
  readonly until: number
  readonly grant: Grant
}

/**
 * Remembers tokens whose signature was verified, by the whole token. Which key it was stands beside it, and that the key is
 * the issuer's still, that the authorizer is the same and that the token has not expired is checked on every request: no
 * entry outlives any of them.
 */
export interface VerifiedSignatures {
  find(text: string): VerifiedToken | undefined
  /** From the second time on that a token comes: those that never come back are not kept. */
  remember(text: string, token: Token, material: string): VerifiedToken
}

/** Characters at its end, which are its signature's, that a fingerprint of a token is made of. */
const fingerprintLength = 12
/** Bytes that an entry takes for each character of its token, with its members and claims read. */
const bytesPerCharacter = 3

interface Entry extends VerifiedToken {
  readonly text: string
}

/** So many tokens that came once are known by their fingerprints at least, and twice as many at most. */
const seenAtLeast = 16_384

/** Tells whether a token came before, and not too many others since; now and then it takes one for another. */
function createSightings(): (fingerprint: number) => boolean {
  let young = new Set<number>()
  let old = new Set<number>()
  return (fingerprint) => {
    if (young.has(fingerprint) || old.has(fingerprint)) return true
    if (young.size >= seenAtLeast) {
      old = young
      young = new Set()
    }
    young.add(fingerprint)
    return false
  }
}

/**
 * 30 bits of the end of a token (by FNV-1a): V8 keeps them without an object for each, and finds an entry by them in half
 * the time that it takes by a part of the text. Of two tokens that share them, one pair in a billion, the later is kept.
 */
function fingerprintOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = Math.max(0, text.length - fingerprintLength); at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 2
}

/** @param maxBytes bound on all entries; those unused for longest leave, half of them at once */
export function createVerifiedSignatures(maxBytes: number): VerifiedSignatures {
  const wasSeen = createSightings()
  let young = new Map<number, Entry>()
  let old = new Map<number, Entry>()
  let youngBytes = 0

  function keep(fingerprint: number, entry: Entry): void {
    const bytes = entry.text.length * bytesPerCharacter
    if (bytes > maxBytes / 2) return
    if (youngBytes + bytes > maxBytes / 2) {
      old = young
      young = new Map()
      youngBytes = 0
    }
    young.set(fingerprint, entry)
    youngBytes += bytes
  }

  return {
    find: (text) => {
      const fingerprint = fingerprintOf(text)
      const entry = young.get(fingerprint)
      if (entry?.text === text) return entry
      const older = old.get(fingerprint)
      if (older?.text !== text) return undefined
      keep(fingerprint, older)
      return older
    },
    remember: (text, token, material) => {
      const fingerprint = fingerprintOf(text)
      if (!wasSeen(fingerprint)) return { token, material, approval: undefined }
      const own = ownText(text)
      const { header, claims, signed } = token
      const kept = { header, claims, signed: own.slice(0, signed.length), signature: own.slice(signed.length + 1) }
      const entry: Entry = { text: own, token: kept, material, approval: undefined }
      keep(fingerprint, entry)
      return entry
    },
  }
}
