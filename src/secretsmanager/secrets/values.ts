import { createCipheriv, createDecipheriv } from 'node:crypto'
import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import { ownCall } from '../../wire/own-call.ts'
import type { SecretsManager } from '../secretsmanager.ts'
import type { SecretRecord, SecretValue } from '../store.ts'
import { type Content, readContent, writeContent } from './contents.ts'
import { secretArn } from './secret-ids.ts'

/*
 * What the vault seals of a value: 0 and the content, or, when a key of KMS is named, 1, the length of an encrypted data key
 * (2 bytes) and that key, a nonce (12), a tag (16) and the content encrypted by AES-256-GCM.
 */
const [plain, enveloped] = [0, 1]
const [nonceBytes, tagBytes] = [12, 16]

type Named = Pick<SecretRecord, 'region' | 'name' | 'suffix'>
type Seals = CallContext & Pick<SecretsManager, 'vault' | 'random' | 'keysFor'> & Fails<'EncryptionFailure'>
type Opens = CallContext & Pick<SecretsManager, 'vault' | 'store' | 'keysFor'> & Fails<'DecryptionFailure'>

/** What a secret keeps of the key that a call names; undefined for the default one, whose alias is AWS's own. */
export function keyNamed(name = ''): string | undefined {
  return name === '' || /(?:^|:)alias\/aws\/secretsmanager$/.test(name) ? undefined : name
}

/** @param kmsKeyId the key that it is to be under, besides the vault's */
export async function sealContent(
  context: Seals,
  secret: Named,
  versionId: string,
  content: Content,
  kmsKeyId: string | undefined,
): Promise<{ readonly value: SecretValue; readonly kmsKeyArn?: string }> {
  const written = writeContent(content)
  const seal = (form: number, ...parts: Buffer[]): SecretValue => ({
    versionId,
    sealed: context.vault.seal(Buffer.concat([Buffer.of(form), ...parts]), purposeOf(secret, versionId)),
  })
  if (kmsKeyId === undefined) return { value: seal(plain, written) }
  const EncryptionContext = encryptionContextOf(context, secret, versionId)
  const made = await refusingAs('EncryptionFailure', context, () =>
    context.keysFor(ownCall(context)).GenerateDataKey({ KeyId: kmsKeyId, KeySpec: 'AES_256', EncryptionContext }),
  )
  const { Plaintext: key, CiphertextBlob: dataKey, KeyId: kmsKeyArn } = made
  if (!key || !dataKey || kmsKeyArn === undefined) throw new Error('KMS made no data key')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(dataKey.length)
  const nonce = context.random.bytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const ciphertext = Buffer.concat([cipher.update(written), cipher.final()])
  const value = seal(enveloped, length, Buffer.from(dataKey), nonce, cipher.getAuthTag(), ciphertext)
  return { value, kmsKeyArn }
}

/** What a version holds; undefined when it has just been deleted. */
export async function openContent(
  context: Opens,
  secret: SecretRecord,
  versionId: string,
): Promise<Content | undefined> {
  const sealed = await context.store.readValue(secret, versionId)
  if (!sealed) return undefined
  const opened = context.vault.open(sealed, purposeOf(secret, versionId))
  const rest = opened.subarray(1)
  return readContent(opened[0] === plain ? rest : await decrypt(context, secret, versionId, rest))
}

async function decrypt(context: Opens, secret: Named, versionId: string, envelope: Buffer): Promise<Buffer> {
  const nonceFrom = 2 + envelope.readUInt16BE()
  const tagFrom = nonceFrom + nonceBytes
  const textFrom = tagFrom + tagBytes
  const EncryptionContext = encryptionContextOf(context, secret, versionId)
  const { Plaintext: key } = await refusingAs('DecryptionFailure', context, () =>
    context.keysFor(ownCall(context)).Decrypt({ CiphertextBlob: envelope.subarray(2, nonceFrom), EncryptionContext }),
  )
  if (!key) throw new Error('KMS decrypted nothing')
  const decipher = createDecipheriv('aes-256-gcm', key, envelope.subarray(nonceFrom, tagFrom), {
    authTagLength: tagBytes,
  })
  decipher.setAuthTag(envelope.subarray(tagFrom, textFrom))
  return Buffer.concat([decipher.update(envelope.subarray(textFrom)), decipher.final()])
}

/** What KMS refuses, in the words of Secrets Manager. */
async function refusingAs<Code extends string, Result>(
  code: Code,
  context: Fails<Code>,
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.code === 'AccessDeniedException')
      throw new ApiError(error.code, 'Access to KMS is not allowed', { detail: error.message })
    return context.fail(code, error.message === '' ? error.code : error.message)
  }
}

/** User guide, "Secret encryption and decryption": "Encryption context". */
function encryptionContextOf(context: CallContext, secret: Named, versionId: string): Record<string, string> {
  return { SecretARN: secretArn(context, secret), SecretVersionId: versionId }
}

function purposeOf({ region, name, suffix }: Named, versionId: string): string {
  return `secret/${region}/${name}-${suffix}/${versionId}`
}
