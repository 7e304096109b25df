import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'
import { findSecret, secretArn, secretArnPrefix } from './secrets/secret-ids.ts'
import type { SecretsManager } from './secretsmanager.ts'
import type { SecretRecord } from './store.ts'

/**
 * What an operation needs to be allowed (Service Authorization Reference, "AWS Secrets Manager"). A secret is meant by its
 * whole ARN however the call names it; one that is not there yet, by its name.
 */
export async function permissionOf(
  operation: string,
  { SecretId, Name }: Readonly<Record<string, unknown>>,
  context: CallContext & Pick<SecretsManager, 'store'>,
): Promise<Permission> {
  const action = `secretsmanager:${operation}`
  if (typeof SecretId !== 'string')
    return { action, resource: typeof Name === 'string' ? secretArnPrefix(context) + Name : '*' }
  const secret = await findSecret(context, SecretId)
  if (secret) return { action, resource: secretArn(context, secret) }
  return { action, resource: SecretId.startsWith('arn:') ? SecretId : secretArnPrefix(context) + SecretId }
}

/** Refuses a caller who may not do this to a secret beside what the operation needs. */
export function authorizeOnSecret(context: CallContext, action: string, secret: SecretRecord): void {
  context.caller?.authorize({ action, resource: secretArn(context, secret) })
}
