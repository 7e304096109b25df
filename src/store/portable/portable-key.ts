import { scryptSync } from 'node:crypto'
import type { Random } from '../../ports/random.ts'
import { createVault, openJson } from '../../ports/vault.ts'

/**
 * How a portable file says with which key it is protected: the key itself, or sealed under one that is derived from a
 * passphrase by scrypt (RFC 7914).
 */
export type ProtectedKey =
  | { readonly plain: string }
  | {
      readonly scrypt: { readonly n: number; readonly r: number; readonly p: number; readonly salt: string }
      readonly sealed: string
    }

const cost = { n: 131_072, r: 8, p: 1 }
const purpose = 'portable-key'

/** @param passphrase undefined leaves the key as it is */
export function protectKey(key: Uint8Array, passphrase: string | undefined, random: Random): ProtectedKey {
  if (passphrase === undefined) return { plain: Buffer.from(key).toString('base64') }
  const salt = random.bytes(16)
  const vault = createVault(derive(passphrase, { ...cost, salt }), random)
  const sealed = vault.seal(JSON.stringify(Buffer.from(key).toString('base64')), purpose)
  return { scrypt: { ...cost, salt: salt.toString('base64') }, sealed: sealed.toString('base64') }
}

/** Undefined when the passphrase is not the one; `no passphrase` when it takes one and there is none. */
export function unprotectKey(
  protectedKey: ProtectedKey,
  passphrase: string | undefined,
  random: Random,
): Buffer | 'no passphrase' | undefined {
  if ('plain' in protectedKey) return Buffer.from(protectedKey.plain, 'base64')
  if (passphrase === undefined) return 'no passphrase'
  const { n, r, p, salt } = protectedKey.scrypt
  const vault = createVault(derive(passphrase, { n, r, p, salt: Buffer.from(salt, 'base64') }), random)
  const key = openJson(vault, Buffer.from(protectedKey.sealed, 'base64'), purpose)
  return typeof key === 'string' ? Buffer.from(key, 'base64') : undefined
}

/** Undefined for what is no protected key, or one that would take more than twice the work of ours. */
export function readProtectedKey(value: unknown): ProtectedKey | undefined {
  const { plain, scrypt, sealed }: { plain?: unknown; scrypt?: unknown; sealed?: unknown } = Object(value)
  if (typeof plain === 'string') return { plain }
  const { n, r, p, salt }: { n?: unknown; r?: unknown; p?: unknown; salt?: unknown } = Object(scrypt)
  if (typeof sealed !== 'string' || typeof salt !== 'string' || !isCost(n) || !isCost(r) || !isCost(p)) return undefined
  return n * r * p <= 2 * cost.n * cost.r * cost.p ? { scrypt: { n, r, p, salt }, sealed } : undefined
}

function isCost(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function derive(
  passphrase: string,
  { n, r, p, salt }: { readonly n: number; readonly r: number; readonly p: number; readonly salt: Uint8Array },
): Buffer {
  // scrypt holds 128 * n * r bytes, and a little more.
  return scryptSync(passphrase, salt, 32, { N: n, r, p, maxmem: 2 * 128 * n * r })
}
