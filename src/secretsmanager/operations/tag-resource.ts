import { changeSecret, checkNotDeleted, requireSecret } from '../secrets/secret-ids.ts'
import { withTags } from '../secrets/tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function tagResource(
  { SecretId, Tags }: Input<'TagResource'>,
  context: Context<'TagResource'>,
): Promise<Output<'TagResource'>> {
  await changeSecret(context, await requireSecret(context, SecretId), (secret) => {
    checkNotDeleted(context, secret)
    return { ...secret, tags: withTags(context, secret.tags ?? {}, Tags) }
  })
  return {}
}
