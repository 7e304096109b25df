import { createPublicKey, hash, type KeyObject, sign } from 'node:crypto'

/** An ACME account's key: ECDSA P-256, which every ACME server takes (RFC 8555 section 6.2). */
export interface AccountKey {
  /** The public key as a JWK; its members are in the order of RFC 7638, which thumbprints need. */
  readonly jwk: Readonly<Record<string, string>>
  /** The `token` of a challenge as it is answered (RFC 8555 section 8.1). */
  authorizationOf(token: string): string
  /** A request's body, signed: flattened JWS. `payload` is absent where a resource is only read (section 6.3). */
  sign(header: Readonly<Record<string, unknown>>, payload?: object): string
}

export function createAccountKey(privateKey: KeyObject): AccountKey {
  const { crv = '', kty = '', x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const jwk = { crv, kty, x, y }
  const thumbprint = hash('sha256', JSON.stringify(jwk), 'base64url')
  return {
    jwk,
    authorizationOf: (token) => `${token}.${thumbprint}`,
    sign: (header, payload) => {
      const signedHeader = encode({ alg: 'ES256', ...header })
      const signedPayload = payload === undefined ? '' : encode(payload)
      const input = Buffer.from(`${signedHeader}.${signedPayload}`)
      const signature = sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
      return JSON.stringify({ protected: signedHeader, payload: signedPayload, signature })
    },
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
