import type { Context, Input } from '../service.ts'
import { encryptUnder, rotateIfDue } from './key-material.ts'
import { checkUsable, keyArn, refuse, refuseUnimplemented, requireKey } from './keys.ts'

interface DataKey {
  readonly Plaintext: Buffer
  readonly CiphertextBlob: Buffer
  /** The ARN of the key that it is encrypted under. */
  readonly KeyId: string
}

/** A key for others to encrypt with, in the clear and encrypted. */
export async function makeDataKey(
  input: Input<'GenerateDataKeyWithoutPlaintext'>,
  context: Context<'GenerateDataKeyWithoutPlaintext'>,
): Promise<DataKey> {
  const { GrantTokens, DryRun } = input
  refuseUnimplemented({ GrantTokens, DryRun })
  const bytes = readLength(input)
  const key = await requireKey(context, input.KeyId)
  checkUsable(context, key)
  const plaintext = context.random.bytes(bytes)
  const current = await rotateIfDue(context, key)
  return {
    Plaintext: plaintext,
    CiphertextBlob: encryptUnder(context, current, plaintext, input.EncryptionContext),
    KeyId: keyArn(context, key.id),
  }
}

function readLength({
  KeySpec,
  NumberOfBytes,
}: Pick<Input<'GenerateDataKeyWithoutPlaintext'>, 'KeySpec' | 'NumberOfBytes'>): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    return refuse('Please specify either number of bytes or key spec.')
  return NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32)
}
