import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from './random.ts'

/**
 * Encrypts what must not be readable from the database alone (promise P1): AES-256-GCM under a master key that lives
 * outside it. `purpose` is authenticated, so that a sealed value cannot be moved to another place.
 */
export interface Vault {
  seal(plain: string | Uint8Array, purpose: string): Buffer
  /** Throws when the value was not sealed by this key for this purpose. */
  open(sealed: Uint8Array, purpose: string): Buffer
  /**
   * HMAC-SHA256 in hex under a key derived for this purpose (RFC 5869): a fingerprint that cannot be tried out by
   * whoever holds only the database.
   */
  fingerprint(plain: string, purpose: string): string
}

/** @param key 32 bytes */
export function createVault(key: Uint8Array, random: Random): Vault {
  return {
    seal: (plain, purpose) => {
      const nonce = random.bytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, purpose) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(-16))
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
    },
    fingerprint: (plain, purpose) => {
      const derived = Buffer.from(hkdfSync('sha256', key, '', `poolgate/fingerprint/${purpose}`, 32))
      return createHmac('sha256', derived).update(plain).digest('hex')
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
