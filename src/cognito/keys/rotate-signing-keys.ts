import type { CallContext } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { SigningKeyRecord } from '../store.ts'
import { createSigningKeys, livingKeys } from './signing-keys.ts'

/** What a rotation made, and what it left. */
export interface KeyRotation {
  /** Ids of the keys that sign from now on. */
  readonly signing: readonly string[]
  /** Ids of the keys that are published until their last tokens have expired. */
  readonly retiring: readonly string[]
}

/**
 * Gives a pool new keys for its tokens. The earlier ones verify until no token of theirs can be valid, unless
 * `atOnce` says that they are not to be trusted any more: then every token of theirs is refused from now on. Undefined
 * when there is no such pool.
 */
export async function rotateSigningKeys(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'keyPairs' | 'random' | 'vault' | 'signingKeys' | 'log'>,
  poolId: string,
  { atOnce }: { readonly atOnce: boolean },
): Promise<KeyRotation | undefined> {
  const records = (await context.store.listSigningKeys(poolId)).filter(({ use }) => use !== 'saml')
  if (records.length === 0) return undefined
  const now = afterAll(records, context.now)
  const kept = atOnce ? [] : livingKeys(records, now)
  const made = await createSigningKeys(poolId, { ...context, now })
  const dropped = records.filter((record) => !kept.includes(record))
  const found = await context.store.replaceSigningKeys(poolId, made, dropped.map(kidOf))
  context.signingKeys.forget(poolId)
  if (!found) return undefined
  const rotation = { signing: made.map(kidOf), retiring: kept.map(kidOf) }
  context.log.warn({ event: 'signing-keys-rotated', userPoolId: poolId, ...rotation })
  return rotation
}

/** The newest key signs: a clock that was set back must not make a new key an old one. */
function afterAll(records: readonly SigningKeyRecord[], now: Date): Date {
  return new Date(Math.max(now.getTime(), ...records.map(({ createdAt }) => createdAt.getTime() + 1)))
}

function kidOf({ kid }: Pick<SigningKeyRecord, 'kid'>): string {
  return kid
}
