import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import { refuseWhileImporting } from '../user-import/import-jobs.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteUserPool(
  input: Input<'DeleteUserPool'>,
  context: Context<'DeleteUserPool'>,
): Promise<Output<'DeleteUserPool'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (pool.settings.DeletionProtection === 'ACTIVE')
    context.fail(
      'InvalidParameterException',
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    )
  await refuseWhileImporting(context, pool.id)
  if ((await context.store.listUserPoolDomains(pool.id)).length > 0)
    context.fail(
      'InvalidParameterException',
      'User pool cannot be deleted. It has a domain configured that should be deleted first.',
    )
  if (!(await context.store.deletePool(pool.id))) refuseMissingPool(context, pool.id)
  context.signingKeys.forget(pool.id)
  return {}
}
