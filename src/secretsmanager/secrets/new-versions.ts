import type { CallContext, Fails } from '../../wire/operation.ts'
import type { SecretsManager } from '../secretsmanager.ts'
import type { SecretRecord, SecretValue, SecretVersion } from '../store.ts'
import { type Content, isSameContent } from './contents.ts'
import { requireLivingSecret, secretArn } from './secret-ids.ts'
import { withLabels } from './staging-labels.ts'
import { openContent, sealContent } from './values.ts'

const day = 86_400_000
/** "Secrets Manager keeps 100 of the most recent versions, but it keeps all secret versions created in the last 24 hours" */
const [mostOld, youngFor] = [100, day]
const mostBytes = 65_536
/** AWS says no number. */
const mostVersions = 1000

export type Writes = CallContext &
  SecretsManager &
  Fails<
    | 'DecryptionFailure'
    | 'EncryptionFailure'
    | 'InvalidParameterException'
    | 'InvalidRequestException'
    | 'LimitExceededException'
    | 'ResourceExistsException'
    | 'ResourceNotFoundException'
  >

/** What a call has for a version; undefined when it has none. */
export function contentIn(
  context: Fails<'InvalidParameterException'>,
  { SecretString, SecretBinary }: Content,
): Content | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined)
    context.fail(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
  // The model counts characters (user guide, "Secrets Manager quotas").
  if (SecretString !== undefined && Buffer.byteLength(SecretString) > mostBytes)
    context.fail('InvalidParameterException', `A secret value has ${mostBytes} bytes at most`)
  if (SecretString !== undefined) return { SecretString }
  return SecretBinary && { SecretBinary }
}

/** It becomes the id of a version. */
export function requireToken(
  context: Fails<'InvalidRequestException' | 'InvalidParameterException'>,
  token: string | undefined,
): string {
  if (token === undefined)
    return context.fail(
      'InvalidRequestException',
      'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    )
  if (!/^[\x21-\x7e]+$/.test(token))
    context.fail('InvalidParameterException', 'A ClientRequestToken consists of ASCII characters without spaces')
  return token
}

/** Whether the version is there already, as when a call is made again. Refuses when it has another content. */
export async function isRepeated(
  context: Writes,
  secret: SecretRecord,
  token: string,
  content: Content | undefined,
): Promise<boolean> {
  if (!secret.versions.some(({ id }) => id === token)) return false
  const kept = await openContent(context, secret, token)
  if (kept && content && isSameContent(kept, content)) return true
  return context.fail(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secretArn(context, secret)}.`,
  )
}

/** The secret with one version more, and what to put for it. */
export async function withVersion(
  context: Writes,
  secret: SecretRecord,
  { token, content, stages }: { readonly token: string; readonly content: Content; readonly stages: readonly string[] },
): Promise<{ readonly secret: SecretRecord; readonly value: SecretValue }> {
  const { value, kmsKeyArn } = await sealContent(context, secret, token, content, secret.kmsKeyId)
  const version = { id: token, createdAt: context.now, stages: [], ...(kmsKeyArn !== undefined && { kmsKeyArn }) }
  const labelled = withLabels(context, [...secret.versions, version], token, stages)
  const versions = withoutOutdated(labelled, context.now)
  if (versions.length > mostVersions)
    context.fail('LimitExceededException', `A secret has ${mostVersions} versions at most in 24 hours`)
  return { secret: { ...secret, versions }, value }
}

/** Without what is deprecated and neither young nor among the latest. */
function withoutOutdated(versions: readonly SecretVersion[], now: Date): SecretVersion[] {
  return versions.filter(
    ({ stages, createdAt }, index) =>
      stages.length > 0 || index >= versions.length - mostOld || now.getTime() - createdAt.getTime() < youngFor,
  )
}

/**
 * Stores what `make` makes of the secret as it is at that moment; `make` is asked again when somebody else was faster, and
 * answers nothing when there is nothing to do.
 */
export async function writeSecret(
  context: Writes,
  secret: SecretRecord,
  make: (
    secret: SecretRecord,
  ) => Promise<{ readonly secret: SecretRecord; readonly values: readonly SecretValue[] } | undefined>,
): Promise<SecretRecord> {
  let before = secret
  for (;;) {
    const made = await make(before)
    if (!made) return before
    const after = { ...made.secret, revision: before.revision + 1, changedAt: context.now }
    if (await context.store.replaceSecret(after, before, made.values)) return after
    before = await requireLivingSecret(context, secretArn(context, before))
  }
}
