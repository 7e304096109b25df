import { contentIn, isRepeated, requireToken, withVersion, writeSecret } from '../secrets/new-versions.ts'
import { refuseUnimplemented, requireLivingSecret, secretArn } from '../secrets/secret-ids.ts'
import { current } from '../secrets/staging-labels.ts'
import type { Context, Input, Output } from '../service.ts'

export async function putSecretValue(
  input: Input<'PutSecretValue'>,
  context: Context<'PutSecretValue'>,
): Promise<Output<'PutSecretValue'>> {
  const { SecretId, ClientRequestToken, VersionStages = [current], RotationToken } = input
  refuseUnimplemented({ RotationToken })
  const token = requireToken(context, ClientRequestToken)
  const content =
    contentIn(context, input) ??
    context.fail('InvalidRequestException', 'You must provide either SecretString or SecretBinary.')
  const secret = await writeSecret(context, await requireLivingSecret(context, SecretId), async (before) => {
    if (await isRepeated(context, before, token, content)) return undefined
    // A secret's first version is the current one whatever else it is called.
    const stages = before.versions.length === 0 ? [...new Set([...VersionStages, current])] : VersionStages
    const { secret, value } = await withVersion(context, before, { token, content, stages })
    return { secret, values: [value] }
  })
  const stages = secret.versions.find(({ id }) => id === token)?.stages ?? []
  return { ARN: secretArn(context, secret), Name: secret.name, VersionId: token, VersionStages: [...stages] }
}
