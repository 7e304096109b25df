import { changeSecrets } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** The secret stops working at once; a client that has one keeps one. */
export async function deleteUserPoolClientSecret(
  input: Input<'DeleteUserPoolClientSecret'>,
  context: Context<'DeleteUserPoolClientSecret'>,
): Promise<Output<'DeleteUserPoolClientSecret'>> {
  const pool = await requirePool(context, input.UserPoolId)
  await changeSecrets(context, pool, input.ClientId, ({ secrets = [] }) => {
    const rest = secrets.filter(({ id }) => id !== input.ClientSecretId)
    if (rest.length === secrets.length)
      context.fail('ResourceNotFoundException', `Client secret ${input.ClientSecretId} does not exist.`)
    if (rest.length === 0) context.fail('InvalidParameterException', 'The last client secret cannot be deleted.')
    return rest
  })
  return {}
}
