import 'reflect-metadata'
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509'
import type { KeyObject } from 'node:crypto'

// Loading this file takes 100 ms and more (docs/decisions/0001): import it where a certificate is made, not before.

/** A certificate of an RSA key that the key itself signs, as base64 of its DER; the same for the same request. */
export async function issueSelfSigned(
  request: {
    /** At most 20 bytes (RFC 5280 section 4.1.2.2). */
    readonly serialNumber: Buffer
    readonly commonName: string
    readonly publicKey: KeyObject
    readonly notBefore: Date
    readonly notAfter: Date
    /** What the key is for besides signing this certificate; default signatures. */
    readonly usage?: 'signatures' | 'encryption'
  },
  privateKey: KeyObject,
): Promise<string> {
  const { serialNumber, commonName, publicKey, notBefore, notAfter, usage } = request
  const certificate = await X509CertificateGenerator.create({
    // A first bit of 0 keeps the number positive.
    serialNumber: Buffer.concat([Buffer.from([0x01]), serialNumber]).toString('hex'),
    subject: `CN=${commonName}`,
    issuer: `CN=${commonName}`,
    notBefore,
    notAfter,
    publicKey: toCryptoKey(publicKey, 'verify'),
    signingKey: toCryptoKey(privateKey, 'sign'),
    signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(
        usage === 'encryption' ? KeyUsageFlags.keyEncipherment : KeyUsageFlags.digitalSignature,
        true,
      ),
    ],
  })
  return Buffer.from(certificate.rawData).toString('base64')
}

function toCryptoKey(key: KeyObject, usage: 'sign' | 'verify') {
  return key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, [usage])
}
