import { decryptGiven } from '../keys/decryption.ts'
import { keyArn, refuse, refuseUnimplemented } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function decrypt(input: Input<'Decrypt'>, context: Context<'Decrypt'>): Promise<Output<'Decrypt'>> {
  const { GrantTokens, DryRun, DryRunModifiers, Recipient } = input
  refuseUnimplemented({ GrantTokens, DryRun, DryRunModifiers, Recipient })
  if (!input.CiphertextBlob) return refuse('CiphertextBlob is required.')
  const { key, plaintext } = await decryptGiven(context, {
    ciphertext: input.CiphertextBlob,
    encryptionContext: input.EncryptionContext,
    keyName: input.KeyId,
    algorithm: input.EncryptionAlgorithm,
  })
  return { KeyId: keyArn(context, key.id), Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
}
