import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Kms } from '../kms.ts'
import type { KeyRecord } from '../store.ts'
import { checkAlgorithm } from './algorithms.ts'
import { decryptUnder, type EncryptionContext, keyIdIn, refuseCiphertext } from './key-material.ts'
import { checkUsable, findKey, requireKey } from './keys.ts'

interface Encrypted {
  readonly ciphertext: Uint8Array
  readonly encryptionContext: EncryptionContext | undefined
  /** What the caller says that it is encrypted under. */
  readonly keyName: string | undefined
  readonly algorithm: string | undefined
}

type Failure =
  | 'DisabledException'
  | 'IncorrectKeyException'
  | 'InvalidCiphertextException'
  | 'InvalidKeyUsageException'
  | 'KMSInvalidStateException'
  | 'NotFoundException'

/** What was encrypted, and the key that did it. */
export async function decryptGiven(
  context: CallContext & Pick<Kms, 'store' | 'vault'> & Fails<Failure>,
  { ciphertext, encryptionContext, keyName, algorithm }: Encrypted,
): Promise<{ readonly key: KeyRecord; readonly plaintext: Buffer }> {
  const named = keyName === undefined ? undefined : await requireKey(context, keyName)
  const id = keyIdIn(ciphertext)
  const key = id === undefined ? undefined : await findKey(context, id)
  if (!key) return refuseCiphertext(context)
  if (named && named.id !== key.id)
    context.fail(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    )
  checkUsable(context, key)
  checkAlgorithm(context, key, algorithm)
  return { key, plaintext: decryptUnder(context, key, ciphertext, encryptionContext) }
}
