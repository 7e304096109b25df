import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { PoolRecord, PoolStore } from '../store.ts'

type Finds = Pick<CallContext, 'region'> &
  Fails<'ResourceNotFoundException'> & { readonly store: Pick<PoolStore, 'findPool'> }

/** The pool a signed operation names; one of another region does not exist. Refuses with ResourceNotFoundException. */
export async function requirePool(context: Finds, poolId: string): Promise<PoolRecord> {
  const pool = await context.store.findPool(poolId)
  return pool?.region === context.region ? pool : refuseMissingPool(context, poolId)
}

export function refuseMissingPool(context: Fails<'ResourceNotFoundException'>, poolId: string): never {
  return context.fail('ResourceNotFoundException', `User pool ${poolId} does not exist.`)
}

/** What may become of a pool. `undefined` takes a risk configuration away. */
type PoolChange = Partial<Pick<PoolRecord, 'name' | 'settings' | 'tags' | 'logConfigurations'>> & {
  readonly riskConfiguration?: PoolRecord['riskConfiguration'] | undefined
}

/** How often a change is made anew because another one came first, before the caller is asked to slow down. */
const mostAttempts = 10

/**
 * Changes a pool on its current record and answers the new one. `change` may run again when another change came first.
 * Refuses as `requirePool` does, and with TooManyRequestsException when the pool changes faster than it can be read.
 */
export async function changePool(
  context: Finds &
    Pick<CallContext, 'now'> &
    Fails<'TooManyRequestsException'> & { readonly store: Pick<PoolStore, 'replacePool'> },
  poolId: string,
  change: (current: PoolRecord) => PoolChange,
): Promise<PoolRecord> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const current = await requirePool(context, poolId)
    const { riskConfiguration, ...rest } = { ...current, ...change(current), modifiedAt: context.now }
    const changed = { ...rest, ...(riskConfiguration && { riskConfiguration }) }
    if (await context.store.replacePool(changed)) return changed
  }
  return context.fail('TooManyRequestsException', 'Too many requests')
}

/** `arn:aws:cognito-idp:<region>:<account>:userpool/<id>` (Service Authorization Reference). */
function poolArn(pool: Pick<PoolRecord, 'id' | 'region'>, accountId: string): string {
  return `arn:aws:cognito-idp:${pool.region}:${accountId}:userpool/${pool.id}`
}

/** A pool as CreateUserPool and DescribeUserPool answer it. */
export function describePool(pool: PoolRecord, users: number, accountId: string): Defined<UserPoolType> {
  const {
    SoftwareTokenMfaConfiguration: _,
    EmailMfaConfiguration: __,
    WebAuthnConfiguration: ___,
    ...settings
  } = pool.settings
  return {
    Id: pool.id,
    Name: pool.name,
    ...settings,
    Arn: poolArn(pool, accountId),
    CreationDate: pool.createdAt,
    LastModifiedDate: pool.modifiedAt,
    EstimatedNumberOfUsers: users,
    UserPoolTags: { ...pool.tags },
  }
}
