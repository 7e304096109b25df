import { createPublicKey, type KeyObject } from 'node:crypto'

/** The algorithms API Gateway accepts, with node:crypto's names (RFC 7518 section 3.3: RSASSA-PKCS1-v1_5). */
export const digests: ReadonlyMap<unknown, string> = new Map([
  ['RS256', 'sha256'],
  ['RS384', 'sha384'],
  ['RS512', 'sha512'],
])

/** A public key of an issuer, fit for verification. */
export interface VerificationKey {
  readonly kid: string
  /** The only algorithm the key may be used with, if it names one. */
  readonly alg: string | undefined
  readonly key: KeyObject
  /** The same for the same public key, whichever fetch brought it. */
  readonly material: string
}

const minBits = 2048
/** Verification time grows with the size; nobody needs more than this. */
const maxBits = 8192

/**
 * Reads one member of a JWK set; undefined when the key is none that API Gateway would verify with (not RSA, not for
 * signatures, another algorithm) or none that is safe to (promise P3: below 2048 bit, an exponent that is even or
 * below 3). Only `n` and `e` are taken: certificates, URLs and private members mean nothing here. Never throws.
 */
export function readVerificationKey(jwk: object): VerificationKey | undefined {
  const { kid, kty, use, alg, key_ops: operations, n, e }: Partial<Record<string, unknown>> = { ...jwk }
  if (typeof kid !== 'string' || kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return undefined
  if (use !== undefined && use !== 'sig') return undefined
  if (alg !== undefined && (typeof alg !== 'string' || !digests.has(alg))) return undefined
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' })
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
    if (modulusLength < minBits || modulusLength > maxBits) return undefined
    if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent >= 2n ** 64n) return undefined
    return { kid, alg, key, material: `${n}.${e}` }
  } catch {
    return undefined
  }
}
