import { contentIn, isRepeated, requireToken, withVersion, type Writes, writeSecret } from '../secrets/new-versions.ts'
import { refuseUnimplemented, requireLivingSecret, secretArn } from '../secrets/secret-ids.ts'
import { current, versionWith } from '../secrets/staging-labels.ts'
import { keyNamed, openContent, sealContent } from '../secrets/values.ts'
import type { Context, Input, Output } from '../service.ts'
import type { SecretRecord, SecretValue } from '../store.ts'
import { ApiError } from '../../wire/operation.ts'

export async function updateSecret(
  input: Input<'UpdateSecret'>,
  context: Context<'UpdateSecret'>,
): Promise<Output<'UpdateSecret'>> {
  const { SecretId, Description, KmsKeyId, Type } = input
  refuseUnimplemented({ Type })
  const token = requireToken(context, input.ClientRequestToken)
  const content = contentIn(context, input)
  const secret = await writeSecret(context, await requireLivingSecret(context, SecretId), async (before) => {
    if (content && (await isRepeated(context, before, token, content))) return undefined
    const described = Description === undefined ? before : { ...before, description: Description }
    const { secret, values } = await underKey(context, described, KmsKeyId)
    if (!content) return { secret, values }
    const made = await withVersion(context, secret, { token, content, stages: [current] })
    return { secret: made.secret, values: [...values, made.value] }
  })
  return { ARN: secretArn(context, secret), Name: secret.name, ...(content && { VersionId: token }) }
}

/**
 * The secret under another key: what is labelled is encrypted anew, and stays as it is when the caller may not do that (API
 * "UpdateSecret", KmsKeyId).
 */
async function underKey(
  context: Writes,
  secret: SecretRecord,
  name: string | undefined,
): Promise<{ readonly secret: SecretRecord; readonly values: readonly SecretValue[] }> {
  const kmsKeyId = keyNamed(name)
  if (name === undefined || kmsKeyId === secret.kmsKeyId) return { secret, values: [] }
  const { kmsKeyId: _before, ...others } = secret
  const changed: SecretRecord = { ...others, ...(kmsKeyId !== undefined && { kmsKeyId }) }
  const values: SecretValue[] = []
  const versions = [...secret.versions]
  for (const stage of [current, 'AWSPENDING', 'AWSPREVIOUS']) {
    const version = versionWith(versions, stage)
    if (!version || values.some(({ versionId }) => versionId === version.id)) continue
    const content = await unlessDenied(() => openContent(context, secret, version.id))
    const sealed = content && (await unlessDenied(() => sealContent(context, secret, version.id, content, kmsKeyId)))
    if (!sealed) continue
    const { kmsKeyArn: _key, ...unkeyed } = version
    versions[versions.indexOf(version)] = { ...unkeyed, ...(sealed.kmsKeyArn && { kmsKeyArn: sealed.kmsKeyArn }) }
    values.push(sealed.value)
  }
  return { secret: { ...changed, versions }, values }
}

async function unlessDenied<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ApiError && error.code === 'AccessDeniedException') return undefined
    throw error
  }
}
