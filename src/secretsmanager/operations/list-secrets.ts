import { describeSecret, labelsOf } from '../secrets/descriptions.ts'
import { listMatching } from '../secrets/listing.ts'
import type { Context, Input, Output } from '../service.ts'
import type { SecretQuery } from '../store.ts'

const orders = {
  'created-date': 'createdAt',
  'last-accessed-date': 'accessedOn',
  'last-changed-date': 'changedAt',
  name: 'name',
} as const satisfies Record<string, SecretQuery['order']>

export async function listSecrets(
  input: Input<'ListSecrets'>,
  context: Context<'ListSecrets'>,
): Promise<Output<'ListSecrets'>> {
  const { MaxResults = 100, NextToken, Filters = [], SortBy = 'created-date', SortOrder = 'desc' } = input
  const { secrets, ...more } = await listMatching(context, {
    filters: Filters,
    isDeletedShown: input.IncludePlannedDeletion ?? false,
    order: orders[SortBy],
    isDescending: SortOrder === 'desc',
    limit: MaxResults,
    token: NextToken,
  })
  const SecretList = secrets.map((secret) => {
    const labels = labelsOf(secret)
    return { ...describeSecret(context, secret), ...(labels && { SecretVersionsToStages: labels }) }
  })
  return { SecretList, ...more }
}
