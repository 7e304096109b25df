import { encryptUnder, rotateIfDue } from '../keys/key-material.ts'
import { checkUsable, keyArn, refuseUnimplemented, requireKey } from '../keys/keys.ts'
import { checkAlgorithm } from '../keys/algorithms.ts'
import type { Context, Input, Output } from '../service.ts'

export async function encrypt(input: Input<'Encrypt'>, context: Context<'Encrypt'>): Promise<Output<'Encrypt'>> {
  const { GrantTokens, DryRun } = input
  refuseUnimplemented({ GrantTokens, DryRun })
  const key = await requireKey(context, input.KeyId)
  checkUsable(context, key)
  checkAlgorithm(context, key, input.EncryptionAlgorithm)
  const current = await rotateIfDue(context, key)
  return {
    CiphertextBlob: encryptUnder(context, current, input.Plaintext, input.EncryptionContext),
    KeyId: keyArn(context, key.id),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }
}
