import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { CallContext } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { ProviderDetails } from '../federation/provider-details.ts'

/** Developer guide, "SAML signing and encryption": ten years. */
const validYears = 10

/** Details that hold the key pair which a provider may encrypt its assertions for; the private half is never shown. */
type EncryptionKey = Readonly<Record<'ActiveEncryptionCertificate' | 'private_key', string>>

export type MakesEncryptionKeys = Pick<CallContext, 'now'> & Pick<Cognito, 'keyPairs' | 'random'>

/** The key pair of a SAML provider: the one it has, or a new one. */
export async function encryptionKeyOf(
  context: MakesEncryptionKeys,
  poolId: string,
  { ActiveEncryptionCertificate: certificate, private_key: key }: ProviderDetails,
): Promise<EncryptionKey> {
  if (certificate !== undefined && key !== undefined)
    return { ActiveEncryptionCertificate: certificate, private_key: key }
  const { publicKey, privateKey } = await context.keyPairs.take()
  const notAfter = new Date(context.now)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validYears)
  const { issueSelfSigned } = await import('../keys/issue-self-signed.ts')
  const request = {
    serialNumber: context.random.bytes(16),
    commonName: poolId,
    publicKey,
    notBefore: context.now,
    notAfter,
    usage: 'encryption' as const,
  }
  return {
    ActiveEncryptionCertificate: await issueSelfSigned(request, privateKey),
    private_key: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  }
}

export function openEncryptionKey({ private_key: key = '' }: ProviderDetails): KeyObject {
  return createPrivateKey({ key: Buffer.from(key, 'base64'), type: 'pkcs8', format: 'der' })
}
