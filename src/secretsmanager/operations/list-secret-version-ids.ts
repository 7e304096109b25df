import { pageOf, readPlace } from '../secrets/pages.ts'
import { requireSecret, secretArn } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

/** Oldest first. */
export async function listSecretVersionIds(
  { SecretId, MaxResults = 100, NextToken, IncludeDeprecated = false }: Input<'ListSecretVersionIds'>,
  context: Context<'ListSecretVersionIds'>,
): Promise<Output<'ListSecretVersionIds'>> {
  const secret = await requireSecret(context, SecretId)
  const after = readPlace(context, NextToken)
  const from = after ? secret.versions.findIndex(({ id }) => id === after.name) + 1 : 0
  const shown = secret.versions.slice(from).filter(({ stages }) => IncludeDeprecated || stages.length > 0)
  const { items, ...more } = pageOf(shown, MaxResults, ({ id }) => ({ time: 0, name: id }))
  return {
    Versions: items.map(({ id, stages, accessedOn, createdAt, kmsKeyArn = 'DefaultEncryptionKey' }) => ({
      VersionId: id,
      ...(stages.length > 0 && { VersionStages: [...stages] }),
      ...(accessedOn && { LastAccessedDate: accessedOn }),
      CreatedDate: createdAt,
      KmsKeyIds: [kmsKeyArn],
    })),
    ...more,
    ARN: secretArn(context, secret),
    Name: secret.name,
  }
}
