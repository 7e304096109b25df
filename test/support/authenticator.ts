import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

/*
 * A passkey authenticator with the browser around it (Web Authentication Level 3), in plain Node.js: it shares no code
 * with the server or its library.
 */

type Bytes = Uint8Array

/** CBOR (RFC 8949) of what authenticators write: integers, texts, bytes and maps. */
export function cbor(value: number | string | Bytes | Map<number | string, unknown>): Buffer {
  const head = (major: number, length: number): Buffer =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 0xff])
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  const entries = [...value].map(([key, entry]) => Buffer.concat([cbor(key), cbor(entry as string)]))
  return Buffer.concat([head(5, value.size), ...entries])
}

const bytesOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url')
const sha256 = (data: Bytes | string): Buffer => createHash('sha256').update(data).digest()

/** A public key as Node.js exports it. */
interface Jwk {
  readonly kty?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
}

/** A COSE_Key (RFC 9052) of a public JWK; `alg` is that of the key's kind unless given. */
export function coseKey(jwk: Jwk, alg?: number): Buffer {
  if (jwk.kty === 'RSA')
    return cbor(
      new Map<number, unknown>([
        [1, 3],
        [3, alg ?? -257],
        [-1, bytesOf(jwk.n)],
        [-2, bytesOf(jwk.e)],
      ]),
    )
  const curve = jwk.crv === 'P-256' ? 1 : 2
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, alg ?? -7],
      [-1, curve],
      [-2, bytesOf(jwk.x)],
      [-3, bytesOf(jwk.y)],
    ]),
  )
}

export interface CeremonyOptions {
  readonly origin?: string
  readonly rpId?: string
  /** Flags of the authenticator data: user present 1, user verified 4. */
  readonly flags?: number
  readonly counter?: number
  /** Further members of the client data. */
  readonly clientData?: object
}

/** What a page asks the browser for, as JSON. */
interface Options {
  readonly challenge: string
  readonly rp?: { readonly id: string }
  readonly rpId?: string
  readonly user?: { readonly id: string }
}

export interface Authenticator {
  readonly id: string
  create(options: Options, more?: CeremonyOptions & CreationOptions): ReturnType<typeof registrationJson>
  get(options: Options, more?: CeremonyOptions): ReturnType<typeof assertionJson>
}

interface CreationOptions {
  readonly publicKey?: Bytes
  readonly fmt?: string
  readonly attStmt?: Map<string, unknown>
  readonly authenticatorAttachment?: string
}

const registrationJson = (id: string, clientDataJSON: string, attestationObject: Buffer, attachment: string) => ({
  id,
  rawId: id,
  type: 'public-key',
  authenticatorAttachment: attachment,
  clientExtensionResults: {},
  response: { clientDataJSON, attestationObject: attestationObject.toString('base64url'), transports: ['internal'] },
})

const assertionJson = (id: string, clientDataJSON: string, data: Buffer, signature: Buffer, userHandle: string) => ({
  id,
  rawId: id,
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: {},
  response: {
    clientDataJSON,
    authenticatorData: data.toString('base64url'),
    signature: signature.toString('base64url'),
    userHandle,
  },
})

/** An authenticator with one key, which counts its signatures as real ones do or says 0 for ever. */
export function newAuthenticator(origin: string, kind: 'ES256' | 'RS256' = 'ES256', counts = true): Authenticator {
  const keys: { publicKey: KeyObject; privateKey: KeyObject } =
    kind === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const id = randomBytes(32)
  let [used, userHandle] = [0, '']

  const clientDataOf = (type: string, challenge: string, more: CeremonyOptions): string =>
    Buffer.from(
      JSON.stringify({ type, challenge, origin: more.origin ?? origin, crossOrigin: false, ...more.clientData }),
    ).toString('base64url')

  const authDataOf = (rpId: string, flags: number, more: CeremonyOptions): Buffer => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(more.counter ?? (counts ? ++used : 0))
    return Buffer.concat([sha256(more.rpId ?? rpId), Buffer.from([more.flags ?? flags]), counter])
  }

  return {
    id: id.toString('base64url'),
    create(options, more = {}) {
      userHandle = options.user?.id ?? ''
      const publicKey = more.publicKey ?? coseKey(keys.publicKey.export({ format: 'jwk' }))
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([id.length >> 8, id.length & 0xff]), id, publicKey])
      const { flags = 0x05 } = more
      const authData = authDataOf(options.rp?.id ?? '', 0, { ...more, flags: flags | 0x40 })
      const attestationObject = cbor(
        new Map<string, unknown>([
          ['fmt', more.fmt ?? 'none'],
          ['attStmt', more.attStmt ?? new Map()],
          ['authData', Buffer.concat([authData, attested])],
        ]),
      )
      const clientData = clientDataOf('webauthn.create', options.challenge, more)
      return registrationJson(
        id.toString('base64url'),
        clientData,
        attestationObject,
        more.authenticatorAttachment ?? 'platform',
      )
    },
    get(options, more = {}) {
      const clientData = clientDataOf('webauthn.get', options.challenge, more)
      const authData = authDataOf(options.rpId ?? '', 0x05, more)
      const signature = createSign('sha256')
        .update(authData)
        .update(sha256(Buffer.from(clientData, 'base64url')))
        .sign(keys.privateKey)
      return assertionJson(id.toString('base64url'), clientData, authData, signature, userHandle)
    },
  }
}
