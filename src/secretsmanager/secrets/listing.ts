import type { Filter } from '@aws-sdk/client-secrets-manager'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { SecretsManager } from '../secretsmanager.ts'
import type { SecretQuery, SecretRecord } from '../store.ts'
import { matches } from './filters.ts'
import { readPlace, writePlace } from './pages.ts'

interface Query extends Pick<SecretQuery, 'order' | 'isDescending' | 'limit'> {
  readonly filters: readonly Defined<Filter>[]
  readonly isDeletedShown: boolean
  readonly token: string | undefined
}

/** A call looks at this many secrets at most; its page may be short or empty with more to come, as on AWS. */
const mostLookedAt = 1000

/** The secrets of one page that match all filters, and the token of the next one. */
export async function listMatching(
  context: Pick<SecretsManager, 'store'> & CallContext & Fails<'InvalidNextTokenException'>,
  { filters, isDeletedShown, token, order, isDescending, limit }: Query,
): Promise<{ readonly secrets: readonly SecretRecord[]; readonly NextToken?: string }> {
  const { store, region, now } = context
  const after = readPlace(context, token)
  const found = await store.listSecrets(region, {
    order,
    isDescending,
    limit: mostLookedAt + 1,
    ...(after && { after }),
  })
  const secrets: SecretRecord[] = []
  for (const [index, secret] of found.entries()) {
    const before = found[index - 1]
    if (before && (secrets.length === limit || index === mostLookedAt))
      return { secrets, ...writePlace({ time: timeOf(before, order), name: before.name }) }
    const isShown = !secret.deletion || (isDeletedShown && secret.deletion.at > now)
    if (isShown && filters.every((filter) => matches(secret, filter))) secrets.push(secret)
  }
  return { secrets }
}

function timeOf(secret: SecretRecord, order: SecretQuery['order']): number {
  return order === 'name' ? 0 : (secret[order]?.getTime() ?? 0)
}
