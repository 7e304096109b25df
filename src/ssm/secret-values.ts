import { ApiError, type CallContext, type Fails } from '../wire/operation.ts'
import { ownCall } from '../wire/own-call.ts'
import { defaultKeyId } from './default-key.ts'
import { parameterArn } from './parameters.ts'
import type { Ssm } from './ssm.ts'
import type { ParameterRecord, SecretValue } from './store.ts'

type Context = CallContext & Pick<Ssm, 'vault' | 'keysFor'> & Fails<'InvalidKeyId'>

/** @param keyId as the caller names it */
export async function encryptValue(
  context: Context,
  name: string,
  value: string,
  keyId = defaultKeyId,
): Promise<SecretValue> {
  if (/(?:^|:)alias\/aws\/ssm$/.test(keyId))
    return { ciphertext: context.vault.seal(Buffer.from(value), purposeOf(context, name)) }
  const { CiphertextBlob } = await refusingAsKey(context, () =>
    context.keysFor(ownCall(context)).Encrypt({
      KeyId: keyId,
      Plaintext: Buffer.from(value),
      EncryptionContext: encryptionContextOf(context, name),
    }),
  )
  if (!CiphertextBlob) throw new Error('KMS encrypted nothing')
  return { ciphertext: CiphertextBlob, keyId }
}

export async function decryptValue(
  context: Context,
  name: string,
  { ciphertext, keyId }: SecretValue,
): Promise<string> {
  if (keyId === undefined) return context.vault.open(ciphertext, purposeOf(context, name)).toString()
  const { Plaintext } = await refusingAsKey(context, () =>
    context.keysFor(ownCall(context)).Decrypt({
      CiphertextBlob: ciphertext,
      EncryptionContext: encryptionContextOf(context, name),
    }),
  )
  if (!Plaintext) throw new Error('KMS decrypted nothing')
  return Buffer.from(Plaintext).toString()
}

/** What KMS refuses is the key's fault; that the caller may not use it stays theirs. */
async function refusingAsKey<Result>(context: Fails<'InvalidKeyId'>, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'AccessDeniedException') throw error
    return context.fail('InvalidKeyId', error.message === '' ? error.code : error.message)
  }
}

/** User guide, "AWS KMS encryption for AWS Systems Manager Parameter Store SecureString parameters". */
function encryptionContextOf(context: CallContext, name: string): Record<string, string> {
  return { PARAMETER_ARN: parameterArn(context, name) }
}

function purposeOf({ region }: Pick<ParameterRecord, 'region'>, name: string): string {
  return `parameter/${region}/${name}`
}
