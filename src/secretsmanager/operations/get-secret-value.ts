import { readSecretValue } from '../secrets/readings.ts'
import { requireLivingSecret } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getSecretValue(
  { SecretId, VersionId, VersionStage }: Input<'GetSecretValue'>,
  context: Context<'GetSecretValue'>,
): Promise<Output<'GetSecretValue'>> {
  const secret = await requireLivingSecret(context, SecretId)
  return readSecretValue(context, secret, {
    ...(VersionId !== undefined && { id: VersionId }),
    ...(VersionStage !== undefined && { stage: VersionStage }),
  })
}
