import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from './random.ts'

/**
 * Encrypts what must not be readable from the database alone (promise P1): AES-256-GCM. `purpose` is authenticated, so
 * that a sealed value cannot be moved to another place.
 *
 * A sealed value is the key's mark (6 bytes), a digest of the purpose (16), a nonce (12), the ciphertext and the tag (16).
 * The mark says which key opens it, and the digest lets it be sealed under another key by whoever does not know the
 * purpose (`store/reseal.ts`).
 */
export interface Vault {
  seal(plain: string | Uint8Array, purpose: string): Buffer
  /** Throws when the value was not sealed by a key of this vault for this purpose. */
  open(sealed: Uint8Array, purpose: string): Buffer
  /**
   * HMAC-SHA256 in hex under a key derived for this purpose (RFC 5869): a fingerprint that cannot be tried out by
   * whoever holds only the database.
   */
  fingerprint(plain: string, purpose: string): string
}

/** What a vault works with; 32 bytes each. */
export interface VaultKeys {
  /** Seals, and opens what it sealed. */
  readonly sealing: Uint8Array
  /** Only open. */
  readonly earlier?: readonly Uint8Array[]
  /** What fingerprints are made with, so that they outlive the other keys; default the sealing one. */
  readonly fingerprints?: Uint8Array
}

/** A vault whose keys may change under those who use it. */
export interface ChangingVault extends Vault {
  /** Works with these keys from now on. */
  use(keys: VaultKeys): void
}

const markBytes = 6
const digestBytes = 16
const nonceBytes = 12
const tagBytes = 16
const sealedFrom = markBytes + digestBytes + nonceBytes

/** @param key 32 bytes */
export function createVault(key: Uint8Array, random: Random): Vault {
  return createChangingVault({ sealing: key }, random)
}

export function createChangingVault(keys: VaultKeys, random: Random): ChangingVault {
  let current = prepare(keys)
  return {
    seal: (plain, purpose) => sealWith(current.sealing, plain, digestOf(purpose), random),
    open: (sealed, purpose) => {
      const key = current.byMark.get(markIn(sealed))
      if (!key || !digestOf(purpose).equals(digestIn(sealed)))
        throw new Error('sealed by another key or for another purpose')
      return openWith(key, sealed)
    },
    fingerprint: (plain, purpose) => {
      const derived = Buffer.from(hkdfSync('sha256', current.fingerprints, '', `poolgate/fingerprint/${purpose}`, 32))
      return createHmac('sha256', derived).update(plain).digest('hex')
    },
    use: (next) => {
      current = prepare(next)
    },
  }
}

/** What was sealed as JSON; undefined when this vault did not seal it for this purpose, whatever else is wrong with it. */
export function openJson(vault: Pick<Vault, 'open'>, sealed: Uint8Array, purpose: string): unknown {
  try {
    return JSON.parse(vault.open(sealed, purpose).toString())
  } catch {
    return undefined
  }
}

/**
 * The first bytes of all that a key seals: derived from it, and telling nothing about it. As many as make whole characters
 * of base64, so that a sealed value in a text begins with the same characters, too.
 */
export function markOf(key: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'poolgate/mark', markBytes))
}

/** Seals values anew that one key has sealed, for the same purpose and under another key. */
export interface Resealing {
  /** What those values begin with. */
  readonly mark: Buffer
  /** Throws when the value was changed since. */
  reseal(sealed: Uint8Array): Buffer
}

export function createResealing(from: Uint8Array, to: Uint8Array, random: Random): Resealing {
  const sealing = { key: to, mark: markOf(to) }
  return {
    mark: markOf(from),
    reseal: (sealed) => sealWith(sealing, openWith(from, sealed), digestIn(sealed), random),
  }
}

interface MarkedKey {
  readonly key: Uint8Array
  readonly mark: Buffer
}

interface PreparedKeys {
  readonly sealing: MarkedKey
  readonly byMark: ReadonlyMap<string, Uint8Array>
  readonly fingerprints: Uint8Array
}

function prepare({ sealing, earlier = [], fingerprints = sealing }: VaultKeys): PreparedKeys {
  const byMark = new Map([sealing, ...earlier].map((key) => [markOf(key).toString('latin1'), key]))
  return { sealing: { key: sealing, mark: markOf(sealing) }, byMark, fingerprints }
}

function sealWith({ key, mark }: MarkedKey, plain: string | Uint8Array, digest: Uint8Array, random: Random): Buffer {
  const nonce = random.bytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(digest)
  return Buffer.concat([mark, digest, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function openWith(key: Uint8Array, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(markBytes + digestBytes, sealedFrom)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(digestIn(sealed)).setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(sealedFrom, -tagBytes)), decipher.final()])
}

function digestOf(purpose: string): Buffer {
  return createHash('sha256').update(purpose).digest().subarray(0, digestBytes)
}

function digestIn(sealed: Uint8Array): Uint8Array {
  return sealed.subarray(markBytes, markBytes + digestBytes)
}

function markIn(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(0, markBytes)).toString('latin1')
}
