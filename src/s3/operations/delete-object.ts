import { refuseUnsupported, requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

/** In a bucket with versions AWS would put a delete marker in front of them, which poolgate has not. */
export async function deleteObject(
  input: Input<'DeleteObject'>,
  context: Context<'DeleteObject'>,
): Promise<Output<'DeleteObject'>> {
  refuseUnsupported(context, { MFA: input.MFA, VersionId: input.VersionId, IfMatch: input.IfMatch })
  const { name, settings } = await requireBucket(context, input)
  if (settings.versioning !== undefined)
    context.fail('NotImplemented', 'poolgate does not implement DeleteObject in buckets with versions')
  await context.store.deleteObject(name, input.Key)
  return {}
}
