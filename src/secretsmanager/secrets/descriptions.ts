import type { SecretListEntry } from '@aws-sdk/client-secrets-manager'
import type { CallContext, Defined } from '../../wire/operation.ts'
import type { SecretRecord } from '../store.ts'
import { secretArn } from './secret-ids.ts'

/** The secret as Secrets Manager shows it, without its labels; it leaves out what has no value. */
export function describeSecret(
  place: Pick<CallContext, 'region' | 'accountId'>,
  secret: SecretRecord,
): Omit<Defined<SecretListEntry>, 'SecretVersionsToStages'> {
  const { name, description, kmsKeyId, tags, deletion, accessedOn } = secret
  return {
    ARN: secretArn(place, secret),
    Name: name,
    ...(description !== '' && { Description: description }),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    LastChangedDate: secret.changedAt,
    ...(accessedOn && { LastAccessedDate: accessedOn }),
    ...(deletion && { DeletedDate: deletion.requestedAt }),
    ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    CreatedDate: secret.createdAt,
  }
}

/** The labels by version; undefined when there are none. */
export function labelsOf({ versions }: Pick<SecretRecord, 'versions'>): Record<string, string[]> | undefined {
  const labelled = versions.filter(({ stages }) => stages.length > 0)
  return labelled.length === 0 ? undefined : Object.fromEntries(labelled.map(({ id, stages }) => [id, [...stages]]))
}
