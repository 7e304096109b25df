import { describeClient, requireClient } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeUserPoolClient(
  input: Input<'DescribeUserPoolClient'>,
  context: Context<'DescribeUserPoolClient'>,
): Promise<Output<'DescribeUserPoolClient'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { UserPoolClient: describeClient(context.vault, await requireClient(context, pool, input.ClientId)) }
}
