import { refuseMissingClient } from '../clients/app-client.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteUserPoolClient(
  input: Input<'DeleteUserPoolClient'>,
  context: Context<'DeleteUserPoolClient'>,
): Promise<Output<'DeleteUserPoolClient'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (!(await context.store.deleteClient(pool.id, input.ClientId))) refuseMissingClient(context, input.ClientId)
  return {}
}
