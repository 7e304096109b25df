import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** Makes tokens for tests, good and bad. */
export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** As in a JWKS. */
  readonly jwk: object
}

export function createSigningKey(kid: string, modulusLength = 2048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength })
  return { kid, privateKey, publicKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } }
}

export function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/** Signs with RSASSA-PKCS1-v1_5. @param header,payload objects, or texts that go in as they are */
export function signToken(key: SigningKey, payload: unknown, header: unknown = {}, digest = 'sha256'): string {
  const whole = typeof header === 'string' ? header : { alg: 'RS256', kid: key.kid, ...Object(header) }
  const signed = `${encode(whole)}.${encode(payload)}`
  return `${signed}.${sign(digest, Buffer.from(signed), key.privateKey).toString('base64url')}`
}
