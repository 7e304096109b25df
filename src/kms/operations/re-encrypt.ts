import { checkAlgorithm } from '../keys/algorithms.ts'
import { decryptGiven } from '../keys/decryption.ts'
import { encryptUnder, rotateIfDue } from '../keys/key-material.ts'
import { checkUsable, keyArn, refuse, refuseUnimplemented, requireKey } from '../keys/keys.ts'
import { authorizeOnKey } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'

export async function reEncrypt(
  input: Input<'ReEncrypt'>,
  context: Context<'ReEncrypt'>,
): Promise<Output<'ReEncrypt'>> {
  const { GrantTokens, DryRun, DryRunModifiers } = input
  refuseUnimplemented({ GrantTokens, DryRun, DryRunModifiers })
  if (!input.CiphertextBlob) return refuse('CiphertextBlob is required.')
  const target = await requireKey(context, input.DestinationKeyId)
  authorizeOnKey(context, 'kms:ReEncryptTo', target.id)
  checkUsable(context, target)
  checkAlgorithm(context, target, input.DestinationEncryptionAlgorithm)
  const { key: source, plaintext } = await decryptGiven(context, {
    ciphertext: input.CiphertextBlob,
    encryptionContext: input.SourceEncryptionContext,
    keyName: input.SourceKeyId,
    algorithm: input.SourceEncryptionAlgorithm,
  })
  const current = await rotateIfDue(context, target)
  return {
    CiphertextBlob: encryptUnder(context, current, plaintext, input.DestinationEncryptionContext),
    SourceKeyId: keyArn(context, source.id),
    KeyId: keyArn(context, target.id),
    SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }
}
