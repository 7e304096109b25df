import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { CallContext } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { SigningKeyRecord } from '../store.ts'
import { createSigningKey, openPrivateKey } from './signing-keys.ts'

/** API reference, GetSigningCertificate: ten years. */
const validYears = 10

type FindsKey = Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'keyPairs' | 'random' | 'vault'>

/**
 * The certificate of the key that signs a pool's requests to SAML identity providers, as base64 of its DER. It follows from the
 * key and is always the same.
 */
export async function signingCertificate(context: FindsKey, poolId: string): Promise<string> {
  const record = await requireKey(context, poolId)
  const privateKey = openPrivateKey(record, context.vault)
  const notAfter = new Date(record.createdAt)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + validYears)
  // Loading it takes 100 ms and more, and most servers are never asked for a certificate.
  const { issueSelfSigned } = await import('./issue-self-signed.ts')
  return issueSelfSigned(
    {
      serialNumber: createHash('sha256').update(record.kid).digest().subarray(0, 16),
      commonName: poolId,
      publicKey: createPublicKey(privateKey),
      notBefore: record.createdAt,
      notAfter,
    },
    privateKey,
  )
}

/** The key that signs a pool's requests to SAML identity providers. */
export async function samlSigningKey(context: FindsKey, poolId: string): Promise<KeyObject> {
  return openPrivateKey(await requireKey(context, poolId), context.vault)
}

/** It is made when it is first asked for. */
async function requireKey(context: FindsKey, poolId: string): Promise<SigningKeyRecord> {
  return (await findKey(context, poolId)) ?? (await makeKey(context, poolId))
}

async function findKey(context: Pick<Cognito, 'store'>, poolId: string): Promise<SigningKeyRecord | undefined> {
  const keys = await context.store.listSigningKeys(poolId)
  return keys.find(({ use }) => use === 'saml')
}

/** Of two calls at once, both get the key of one. */
async function makeKey(context: FindsKey, poolId: string): Promise<SigningKeyRecord> {
  const made = await createSigningKey(poolId, 'saml', context)
  return (await context.store.insertSamlKey({ ...made, use: 'saml' })) ?? made
}
