import { requireClient } from '../clients/clients.ts'
import { initiate } from '../sign-in/initiate-auth.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function adminInitiateAuth(
  input: Input<'AdminInitiateAuth'>,
  context: Context<'AdminInitiateAuth'>,
): Promise<Output<'AdminInitiateAuth'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const client = await requireClient(context, pool, input.ClientId)
  return initiate(context, { pool, client }, input, 'admin')
}
