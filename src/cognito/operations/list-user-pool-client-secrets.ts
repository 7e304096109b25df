import { describeSecret } from '../clients/client-secrets.ts'
import { requireClient } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** The oldest first; there are never so many that they take a second page. */
export async function listUserPoolClientSecrets(
  input: Input<'ListUserPoolClientSecrets'>,
  context: Context<'ListUserPoolClientSecrets'>,
): Promise<Output<'ListUserPoolClientSecrets'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { secrets = [] } = await requireClient(context, pool, input.ClientId)
  if (input.NextToken !== undefined) context.fail('InvalidParameterException', 'Invalid pagination token.')
  return { ClientSecrets: secrets.map(describeSecret) }
}
