import { describeSecret, generateSecret, sealSecret } from '../clients/client-secrets.ts'
import { changeSecrets } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Gives a client a second secret, so that the first can go once nobody uses it. The value is shown only if it was made up here. */
export async function addUserPoolClientSecret(
  input: Input<'AddUserPoolClientSecret'>,
  context: Context<'AddUserPoolClientSecret'>,
): Promise<Output<'AddUserPoolClientSecret'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const value = input.ClientSecret ?? generateSecret(context.random)
  const secrets = await changeSecrets(context, pool, input.ClientId, ({ id, secrets = [] }) => {
    if (secrets.length === 0)
      context.fail('InvalidParameterException', `User pool client ${id} does not have a client secret.`)
    if (secrets.length > 1)
      context.fail('LimitExceededException', 'A user pool client can have at most 2 client secrets.')
    return [...secrets, sealSecret(context, id, value, secrets)]
  })
  const generated = input.ClientSecret === undefined && { ClientSecretValue: value }
  return { ClientSecretDescriptor: { ...secrets.map(describeSecret).at(-1), ...generated } }
}
