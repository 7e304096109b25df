import 'reflect-metadata'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

// Loading this file takes 100 ms and more (docs/decisions/0001): import it where a certificate is made, not before.

/** What a certificate says, whoever signs it. All keys are ECDSA P-256. */
export interface CertificateRequest {
  /** At least 8 bytes of randomness, at most 20 bytes (RFC 5280 section 4.1.2.2). */
  readonly serialNumber: Buffer
  /** The one part of the subject's name that we use. */
  readonly commonName: string
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
}

export interface Issuer {
  /** The certificate, PEM. */
  readonly pem: string
  readonly privateKey: KeyObject
}

/** A certification authority that signs leaves only (path length 0), signed by itself. PEM. */
export async function issueAuthority(request: CertificateRequest, privateKey: KeyObject): Promise<string> {
  const subjectKey = await SubjectKeyIdentifierExtension.create(toCryptoKey(request.publicKey, 'verify'))
  return issue(request, `CN=${request.commonName}`, privateKey, [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    subjectKey,
    new AuthorityKeyIdentifierExtension(subjectKey.keyId),
  ])
}

/** A TLS server's certificate for DNS names (`*.` allowed) and IP addresses. PEM. */
export async function issueServerCertificate(
  request: CertificateRequest,
  names: readonly string[],
  issuer: Issuer,
): Promise<string> {
  const authority = new X509Certificate(issuer.pem)
  const authorityKey = authority.getExtension(SubjectKeyIdentifierExtension)
  return issue(request, authority.subjectName, issuer.privateKey, [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
    await SubjectKeyIdentifierExtension.create(toCryptoKey(request.publicKey, 'verify')),
    ...(authorityKey ? [new AuthorityKeyIdentifierExtension(authorityKey.keyId)] : []),
  ])
}

async function issue(
  { serialNumber, commonName, publicKey, notBefore, notAfter }: CertificateRequest,
  issuer: string | Name,
  privateKey: KeyObject,
  extensions: Extension[],
): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber.toString('hex'),
    subject: `CN=${commonName}`,
    issuer,
    notBefore,
    notAfter,
    publicKey: toCryptoKey(publicKey, 'verify'),
    signingKey: toCryptoKey(privateKey, 'sign'),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions,
  })
  return `${certificate.toString('pem')}\n`
}

function toCryptoKey(key: KeyObject, usage: 'sign' | 'verify') {
  return key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [usage])
}
