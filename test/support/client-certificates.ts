import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

/** A certificate with its key, both PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

export interface CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly pem: string
  /** @param lifetime seconds from now on; negative for a certificate that has expired */
  readonly issue: (name: string, lifetime?: number) => Promise<Identity>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const toCryptoKey = (key: KeyObject, usage: 'sign' | 'verify') => key.toCryptoKey(algorithm, true, [usage])

/** An authority that signs certificates of TLS clients, valid from `now` on. */
export async function createClientAuthority(name: string, now = new Date()): Promise<CertificateAuthority> {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const create = async (subject: string, publicKey: KeyObject, notAfter: number, isAuthority: boolean) => {
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `01${randomBytes(8).toString('hex')}`,
      subject,
      issuer: `CN=${name},O=Example`,
      notBefore: new Date(Math.min(now.getTime(), notAfter) - 60_000),
      notAfter: new Date(notAfter),
      publicKey: toCryptoKey(publicKey, 'verify'),
      signingKey: toCryptoKey(authority.privateKey, 'sign'),
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [
        new BasicConstraintsExtension(isAuthority, undefined, true),
        ...(isAuthority ? [] : [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]),
      ],
    })
    return certificate.toString('pem')
  }
  return {
    pem: await create(`CN=${name},O=Example`, authority.publicKey, now.getTime() + 3_600_000, true),
    issue: async (client, lifetime = 600) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const cert = await create(`CN=${client},O=Example`, publicKey, now.getTime() + lifetime * 1000, false)
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
    },
  }
}
