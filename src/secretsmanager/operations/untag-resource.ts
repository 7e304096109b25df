import { changeSecret, checkNotDeleted, requireSecret } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

export async function untagResource(
  { SecretId, TagKeys }: Input<'UntagResource'>,
  context: Context<'UntagResource'>,
): Promise<Output<'UntagResource'>> {
  await changeSecret(context, await requireSecret(context, SecretId), (secret) => {
    checkNotDeleted(context, secret)
    const kept = Object.entries(secret.tags ?? {}).filter(([key]) => !TagKeys.includes(key))
    return { ...secret, ...(secret.tags && { tags: Object.fromEntries(kept) }) }
  })
  return {}
}
