import { alphanumeric } from '../../ports/random.ts'
import { readFixedSettings, readPoolSettings } from '../pools/pool-settings.ts'
import { pinnedPoolId } from '../pools/pinned-pool-id.ts'
import { describePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { createSigningKeys } from '../keys/signing-keys.ts'
import type { PoolRecord } from '../store.ts'
import { checkSenderKey } from '../triggers/lambda-config.ts'
import { checkTags } from '../pools/tags.ts'

/** Most pools of a region (developer guide, "Quotas in Amazon Cognito"). */
const mostPools = 1000

export async function createUserPool(
  input: Input<'CreateUserPool'>,
  context: Context<'CreateUserPool'>,
): Promise<Output<'CreateUserPool'>> {
  const settings = readPoolSettings(context, input, readFixedSettings(context, input))
  await checkSenderKey(context, settings.LambdaConfig?.KMSKeyID)
  const tags = input.UserPoolTags ?? {}
  checkTags(context, tags)
  if ((await context.store.countPools(context.region)) >= mostPools)
    context.fail('LimitExceededException', `A region can have at most ${mostPools} user pools.`)
  const pool: PoolRecord = {
    id: pinnedPoolId(context, tags) ?? `${context.region}_${context.random.text(9, alphanumeric)}`,
    region: context.region,
    name: input.PoolName,
    settings,
    tags,
    createdAt: context.now,
    modifiedAt: context.now,
    revision: 0,
  }
  if (!(await context.store.insertPool(pool, await createSigningKeys(pool.id, context))))
    context.fail('InvalidParameterException', `A user pool with the id ${pool.id} already exists.`)
  // Somebody may have asked for the keys of a pinned id before there was such a pool.
  context.signingKeys.forget(pool.id)
  return { UserPool: describePool(pool, 0, context.accountId) }
}
