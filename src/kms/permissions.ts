import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'
import { aliasArn, findKey, keyArn } from './keys/keys.ts'
import { keyIdIn } from './keys/key-material.ts'
import type { Kms } from './kms.ts'

/**
 * What an operation needs to be allowed (Service Authorization Reference, "AWS Key Management Service"). Keys are meant by
 * their ARN however the call names them; what decrypts, by what the ciphertext says.
 */
export async function permissionOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  context: CallContext & Pick<Kms, 'store'>,
): Promise<Permission> {
  const { KeyId, SourceKeyId, AliasName, CiphertextBlob } = input
  const action = operation === 'ReEncrypt' ? 'kms:ReEncryptFrom' : `kms:${operation}`
  // ListAliases is asked of the account, whichever key it names.
  if (operation === 'ListAliases') return { action, resource: '*' }
  if (typeof AliasName === 'string') return { action, resource: aliasArn(context, AliasName) }
  const inside = CiphertextBlob instanceof Uint8Array ? keyIdIn(CiphertextBlob) : undefined
  const named = [inside, SourceKeyId, KeyId].find((name) => typeof name === 'string')
  if (typeof named !== 'string') return { action, resource: '*' }
  const key = await findKey(context, named)
  if (key) return { action, resource: keyArn(context, key.id) }
  return { action, resource: named.startsWith('arn:') ? named : keyArn(context, named) }
}

/** Refuses a caller who may not do this to a key beside what the operation needs. */
export function authorizeOnKey(
  context: Pick<CallContext, 'region' | 'accountId' | 'caller'>,
  action: string,
  keyId: string,
): void {
  context.caller?.authorize({ action, resource: keyArn(context, keyId) })
}
