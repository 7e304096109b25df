import { readPoolSettings } from '../pools/pool-settings.ts'
import { changePool } from '../pools/pools.ts'
import { refuseWhileImporting } from '../user-import/import-jobs.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkTags } from '../pools/tags.ts'
import { checkSenderKey } from '../triggers/lambda-config.ts'

/**
 * Whatever the input omits goes back to its default, except the pool's name, tier and tags: Terraform's provider leaves
 * tags to TagResource and finds them as they were.
 */
export async function updateUserPool(
  input: Input<'UpdateUserPool'>,
  context: Context<'UpdateUserPool'>,
): Promise<Output<'UpdateUserPool'>> {
  const { UserPoolId, PoolName, UserPoolTags: tags, ...settings } = input
  checkTags(context, tags ?? {})
  await refuseWhileImporting(context, UserPoolId)
  await checkSenderKey(context, settings.LambdaConfig?.KMSKeyID)
  await changePool(context, UserPoolId, (pool) => ({
    name: PoolName ?? pool.name,
    settings: readPoolSettings(context, settings, pool.settings),
    tags: tags ?? pool.tags,
  }))
  return {}
}
