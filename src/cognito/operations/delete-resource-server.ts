import { requirePool } from '../pools/pools.ts'
import { refuseMissingResourceServer } from '../resource-servers/resource-servers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteResourceServer(
  input: Input<'DeleteResourceServer'>,
  context: Context<'DeleteResourceServer'>,
): Promise<Output<'DeleteResourceServer'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (!(await context.store.deleteResourceServer(pool.id, input.Identifier)))
    refuseMissingResourceServer(context, input.Identifier)
  return {}
}
