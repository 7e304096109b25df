import type { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'

/** What the client of a TLS connection has said of itself in the handshake. */
export interface TlsPeer {
  /** The name that it asked for (SNI), lower case; undefined when it asked for none. */
  readonly serverName: string | undefined
  /** Its certificate, which an authority of the name's truststore has signed. */
  readonly certificate: X509Certificate | undefined
  /** Why there is none. */
  readonly refusal: string | undefined
}

/** How many certificates may lie between a client and what signed itself, both included. */
const maxChain = 4

/** Undefined for a connection without TLS. */
export function readTlsPeer(socket: unknown): TlsPeer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const serverName = typeof socket.servername === 'string' ? socket.servername.toLowerCase() : undefined
  const certificate = socket.getPeerX509Certificate()
  const refusal = refusalOf(socket, certificate)
  return { serverName, certificate: refusal === undefined ? certificate : undefined, refusal }
}

function refusalOf(socket: TLSSocket, certificate: X509Certificate | undefined): string | undefined {
  if (certificate === undefined) return 'the client sent no certificate'
  // `authorizationError` is a code, whatever its type says.
  if (!socket.authorized) return `the certificate is not trusted: ${String(socket.authorizationError)}`
  return (
    findWeakness(certificate) ?? (chainLength(socket) > maxChain ? `more than ${maxChain} certificates` : undefined)
  )
}

/** Why API Gateway takes no such certificate: it asks for SHA-256, RSA with 2048 bits or ECDSA with 256 at least. */
export function findWeakness({ publicKey, signatureAlgorithm = '' }: X509Certificate): string | undefined {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = publicKey
  if (/sha-?1|md[245]/i.test(signatureAlgorithm)) return `it is signed with ${signatureAlgorithm}`
  if (type === 'rsa')
    return (details.modulusLength ?? 0) < 2048 ? `its RSA key has ${details.modulusLength} bits` : undefined
  if (type !== 'ec') return `its key is ${type}`
  return ['prime256v1', 'secp384r1', 'secp521r1'].includes(details.namedCurve ?? '')
    ? undefined
    : `its key is on the curve ${details.namedCurve}`
}

function chainLength(socket: TLSSocket): number {
  let length = 0
  let current = socket.getPeerCertificate(true)
  const seen = new Set<unknown>()
  while (current && !seen.has(current.fingerprint256)) {
    seen.add(current.fingerprint256)
    length++
    current = current.issuerCertificate
  }
  return length
}
