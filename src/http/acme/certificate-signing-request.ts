import 'reflect-metadata'
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509'
import { createPublicKey, type KeyObject } from 'node:crypto'

// Loading this file takes 100 ms and more (docs/decisions/0001): import it where a certificate is ordered, not before.

/** What asks for a certificate for this name with this P-256 key: PKCS #10, DER (RFC 2986, RFC 8555 section 7.4). */
export async function signCertificateRequest(name: string, privateKey: KeyObject): Promise<Buffer> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const request = await Pkcs10CertificateRequestGenerator.create({
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
      publicKey: createPublicKey(privateKey).toCryptoKey(algorithm, true, ['verify']),
    },
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  return Buffer.from(request.rawData)
}
