import { createHash, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bitString, boolean, explicit, implicit, integer, objectIdentifier, octetString } from './der.ts'
import { sequence, set, time, utf8String } from './der.ts'

/** What a certificate says, whoever signs it. All keys are ECDSA P-256. */
export interface CertificateRequest {
  /** At least 8 bytes of randomness, at most 20 bytes (RFC 5280 section 4.1.2.2). */
  readonly serialNumber: Uint8Array
  /** The one part of the subject's name that we use. */
  readonly commonName: string
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
}

export interface Issuer {
  readonly commonName: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** A certification authority that signs leaves only (path length 0), signed by itself. PEM. */
export function selfSignedAuthority(request: CertificateRequest, privateKey: KeyObject): string {
  return certify(request, { ...request, privateKey }, [
    extension('2.5.29.19', true, sequence(boolean(true), integer(Buffer.from([0])))),
    // keyCertSign (5) and cRLSign (6)
    extension('2.5.29.15', true, bitString(Buffer.from([0b0000_0110]), 1)),
  ])
}

/** A TLS server's certificate for DNS names (`*.` allowed) and IP addresses. PEM. */
export function serverCertificate(request: CertificateRequest, names: readonly string[], issuer: Issuer): string {
  return certify(request, issuer, [
    extension('2.5.29.19', true, sequence()),
    // digitalSignature (0)
    extension('2.5.29.15', true, bitString(Buffer.from([0b1000_0000]), 7)),
    // id-kp-serverAuth
    extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', false, sequence(...names.map(generalName))),
  ])
}

/** RFC 5280 section 4.1: TBSCertificate, the signature's algorithm, the signature. */
function certify(request: CertificateRequest, issuer: Issuer, extensions: readonly Buffer[]): string {
  const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(request.serialNumber),
    ecdsaWithSha256,
    distinguishedName(issuer.commonName),
    sequence(time(request.notBefore), time(request.notAfter)),
    distinguishedName(request.commonName),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(
      3,
      sequence(
        ...extensions,
        extension('2.5.29.14', false, octetString(keyIdentifier(request.publicKey))),
        extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(issuer.publicKey)))),
      ),
    ),
  )
  const signature = sign('sha256', toBeSigned, issuer.privateKey)
  return pem(sequence(toBeSigned, ecdsaWithSha256, bitString(signature)))
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))))
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value))
}

/** RFC 5280 section 4.2.1.6: dNSName [2] or iPAddress [7]. */
function generalName(name: string): Buffer {
  return isIP(name) === 0 ? implicit(2, Buffer.from(name, 'ascii')) : implicit(7, addressBytes(name))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const after = tail === undefined ? [] : groups(tail)
  const zeros = Array.from({ length: 8 - groups(head).length - after.length }, () => 0)
  return Buffer.from([...groups(head), ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]))
}

/** The leftmost 160 bits of the SHA-256 of the public key's bits (RFC 7093 section 2, method 1). */
function keyIdentifier(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  // An uncompressed P-256 point, 65 bytes, ends the structure.
  return createHash('sha256').update(spki.subarray(-65)).digest().subarray(0, 20)
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/gu) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
