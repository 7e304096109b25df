import { changeBucket, refuseUnsupported } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function putBucketVersioning(
  input: Input<'PutBucketVersioning'>,
  context: Context<'PutBucketVersioning'>,
): Promise<Output<'PutBucketVersioning'>> {
  const { Status, MFADelete } = input.VersioningConfiguration
  refuseUnsupported(context, { MFADelete: MFADelete === 'Disabled' ? undefined : MFADelete })
  // Objects without a version would have to take the place of one another beside those that have one.
  if (Status === 'Suspended') context.fail('NotImplemented', 'poolgate does not implement the suspension of versioning')
  if (Status !== undefined) await changeBucket(context, input, (settings) => ({ ...settings, versioning: Status }))
  return {}
}
