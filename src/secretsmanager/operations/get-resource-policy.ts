import { requireLivingSecret, secretArn } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

/** No secret has one: PutResourcePolicy is refused by name. Clients ask nevertheless. */
export async function getResourcePolicy(
  { SecretId }: Input<'GetResourcePolicy'>,
  context: Context<'GetResourcePolicy'>,
): Promise<Output<'GetResourcePolicy'>> {
  const secret = await requireLivingSecret(context, SecretId)
  return { ARN: secretArn(context, secret), Name: secret.name }
}
