import { constants, createHmac, generateKeyPairSync, type KeyObject, sign, type SignKeyObjectInput } from 'node:crypto'
import { startIssuer } from '../../../support/issuer.ts'
import { createSigningKey, encode, signToken } from '../../../support/token-forge.ts'

/** What `error_description` says -> tokens of which it says so, by what is wrong with them. */
export type ForgedTokens = readonly (readonly [
  description: string | RegExp,
  tokens: Readonly<Record<string, string>>,
])[]

export const stranger = createSigningKey('stranger')
export const short = createSigningKey('short', 1024)
export const encryption = createSigningKey('enc')
export const wrap = createSigningKey('wrap')
/** A published key that names no algorithm. */
export const open = createSigningKey('open/../1')
export const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const edwards = generateKeyPairSync('ed25519')
const curveJwk = { ...curve.publicKey.export({ format: 'jwk' }), kid: 'curve', use: 'sig', alg: 'ES256' }
const { alg: _, ...openJwk } = { alg: '', ...open.jwk }
/** RSA with the exponent 1: every message is its own signature. */
const oneJwk = { ...stranger.jwk, kid: 'one', e: 'AQ' }

export const issuer = await startIssuer([
  openJwk,
  { ...short.jwk, kid: 'short' },
  { ...encryption.jwk, use: 'enc' },
  { ...wrap.jwk, key_ops: ['wrapKey'] },
  curveJwk,
  oneJwk,
  { kty: 'oct', kid: 'oct', k: 'c2VjcmV0', alg: 'HS256' },
  { ...stranger.jwk, kid: 'k1' },
  { ...stranger.jwk, kid: 5 },
])
export const { key, claims, token } = issuer

export const genuine = token()
export const [head = '', body = '', signature = ''] = genuine.split('.')
export const headText = JSON.stringify({ alg: 'RS256', kid: 'k1' })
export const bodyText = JSON.stringify(claims)

/** Signed with the issuer's key whatever the header says. */
export const withHeader = (header: unknown) => signToken(key, claims, header)
export const withClaims = (change: object) => token(change)
export const withBody = (text: string) => signToken(key, text)
export const unsigned = (header: object, last = '') => `${encode(header)}.${encode(claims)}.${last}`
export const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
export const signedAs = (signatureBytes: Uint8Array) => `${head}.${body}.${base64url(signatureBytes)}`

export function hmac(secret: string | Buffer, alg = 'HS256', digest = 'sha256'): string {
  const signed = `${encode({ alg, kid: 'k1' })}.${encode(claims)}`
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`
}

export function signedBy(alg: string, digest: string | null, by: KeyObject | SignKeyObjectInput, kid = 'k1'): string {
  const signed = `${encode({ alg, kid })}.${encode(claims)}`
  return `${signed}.${base64url(sign(digest, Buffer.from(signed), by))}`
}

export const pss = (digest: string, saltLength: number) => ({
  key: key.privateKey,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
  digest,
})
export const p1363 = { key: curve.privateKey, dsaEncoding: 'ieee-p1363' } as const
export const pem = key.publicKey.export({ type: 'spki', format: 'pem' })
export const modulus = Buffer.from(String(Reflect.get(key.jwk, 'n')), 'base64url')
export const bytes = Buffer.from(signature, 'base64url')
export const changeByte = (index: number) => signedAs(bytes.map((byte, at) => (at === index ? byte ^ 1 : byte)))
export const asNumber = (text: Uint8Array) => BigInt(`0x${Buffer.from(text).toString('hex')}`)
export const asBytes = (value: bigint, length = 256) => Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex')
export const flipLast = (text: string) => text.slice(0, -2) + (text.at(-2) === 'A' ? 'B' : 'A') + text.slice(-1)
export const nextCharacter = (text: string) =>
  text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1)
/** The payload with another text for a member. */
export const withMember = (name: string, text: string) =>
  withBody(bodyText.replace(new RegExp(`"${name}":("[^"]*"|\\d+)`), `"${name}":${text}`))

/** A token for each value, by what it is the value of. */
export function each(name: string, values: readonly unknown[], forge: (value: unknown) => string) {
  const show = (value: unknown) => (JSON.stringify(value) ?? 'missing').replace(/:\d{4,}/, ':PORT').slice(0, 60)
  return Object.fromEntries(values.map((value) => [`${name} ${show(value)}`, forge(value)]))
}
