import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** Claims of a provider, by name. */
export type Claims = Readonly<Record<string, unknown>>

/** What an ID token has to say to be believed. */
export interface Expected {
  readonly issuer: string
  readonly clientId: string
  readonly nonce: string
  readonly now: Date
}

/** Clocks may differ by so much, in seconds. */
const leeway = 60

const hashes: Readonly<Record<string, { readonly hash: string; readonly type: 'rsa' | 'ec' } | undefined>> = {
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
  ES256: { hash: 'sha256', type: 'ec' },
}

/**
 * The claims of a provider's ID token once they are verified (OpenID Connect Core section 3.1.3.7), or why they are not.
 * @param keys the members of the provider's JWK Set
 */
export function verifyIdToken(token: string, keys: readonly unknown[], expected: Expected): Claims | string {
  const [head = '', body = '', signature = '', ...more] = token.split('.')
  const [header, claims] = [readObject(head), readObject(body)]
  if (!header || !claims || more.length > 0) return 'the ID token is no JSON web token'
  const algorithm = typeof header['alg'] === 'string' && Object.hasOwn(hashes, header['alg']) && hashes[header['alg']]
  if (!algorithm) return 'the ID token is signed with an algorithm that is not accepted'
  const candidates = keys.flatMap((jwk) => openKey(jwk, header['kid'], algorithm.type))
  const signed = Buffer.from(`${head}.${body}`)
  const isSigned = candidates.some((key) =>
    verify(algorithm.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  )
  return isSigned ? (wrongClaim(claims, expected) ?? claims) : 'no key of the provider has signed the ID token'
}

function wrongClaim(claims: Claims, { issuer, clientId, nonce, now }: Expected): string | undefined {
  const seconds = now.getTime() / 1000
  const audiences = [claims['aud']].flat()
  if (claims['iss'] !== issuer) return 'the ID token is of another issuer'
  if (!audiences.includes(clientId)) return 'the ID token is for another client'
  const party = claims['azp'] ?? (audiences.length > 1 ? undefined : clientId)
  if (party !== clientId) return 'another client had the ID token made'
  if (typeof claims['exp'] !== 'number' || claims['exp'] + leeway <= seconds) return 'the ID token has expired'
  if (typeof claims['iat'] !== 'number' || claims['iat'] - leeway > seconds) return 'the ID token is of the future'
  return claims['nonce'] === nonce ? undefined : 'the ID token was not asked for by this sign-in'
}

/** The key of a JWK Set, if it is the one that a header names and one that signatures of this kind are verified with. */
function openKey(jwk: unknown, kid: unknown, type: 'rsa' | 'ec'): KeyObject[] {
  if (!isObject(jwk) || (kid !== undefined && jwk['kid'] !== kid) || jwk['use'] === 'enc') return []
  if (type === 'ec' && jwk['crv'] !== 'P-256') return []
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    const isStrong = type === 'ec' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
    return key.asymmetricKeyType === type && isStrong ? [key] : []
  } catch {
    return []
  }
}

function readObject(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
