import type { SecretValueEntry } from '@aws-sdk/client-secrets-manager'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { SecretsManager } from '../secretsmanager.ts'
import type { SecretRecord, SecretVersion } from '../store.ts'
import { secretArn } from './secret-ids.ts'
import { current, versionWith } from './staging-labels.ts'
import { openContent } from './values.ts'

type Reads = CallContext &
  SecretsManager &
  Fails<'DecryptionFailure' | 'InvalidRequestException' | 'ResourceNotFoundException'>

interface Which {
  readonly id?: string
  readonly stage?: string
}

/** A version's value; the current one's when none is named. */
export async function readSecretValue(
  context: Reads,
  secret: SecretRecord,
  which: Which = {},
): Promise<Defined<SecretValueEntry>> {
  const version = requireVersion(context, secret, which)
  const content = (await openContent(context, secret, version.id)) ?? refuseMissing(context, which)
  await noteReading(context, secret, version)
  return {
    ARN: secretArn(context, secret),
    Name: secret.name,
    VersionId: version.id,
    ...content,
    ...(version.stages.length > 0 && { VersionStages: [...version.stages] }),
    CreatedDate: version.createdAt,
  }
}

function requireVersion(context: Reads, { versions }: SecretRecord, which: Which): SecretVersion {
  const { id, stage = current } = which
  if (id === undefined) return versionWith(versions, stage) ?? refuseMissing(context, which)
  const version = versions.find((each) => each.id === id) ?? refuseMissing(context, which)
  if (which.stage !== undefined && !version.stages.includes(which.stage))
    context.fail(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    )
  return version
}

function refuseMissing(context: Reads, { id, stage = current }: Which): never {
  const what = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`
  return context.fail('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`)
}

/** The day is kept, so that a secret is written once a day however often it is read. Nobody waits for whoever else writes. */
async function noteReading({ store, now }: Reads, secret: SecretRecord, version: SecretVersion): Promise<void> {
  const today = new Date(Math.floor(now.getTime() / 86_400_000) * 86_400_000)
  const isNoted = (accessedOn: Date | undefined) => accessedOn?.getTime() === today.getTime()
  if (isNoted(secret.accessedOn) && isNoted(version.accessedOn)) return
  const versions = secret.versions.map((each) => (each.id === version.id ? { ...each, accessedOn: today } : each))
  await store.replaceSecret({ ...secret, revision: secret.revision + 1, accessedOn: today, versions }, secret)
}
