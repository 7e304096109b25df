import { changeBucket, refuseUnsupported } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

/** Every object is encrypted under the master key, whichever of the two algorithms its bucket names. */
export async function putBucketEncryption(
  input: Input<'PutBucketEncryption'>,
  context: Context<'PutBucketEncryption'>,
): Promise<Output<'PutBucketEncryption'>> {
  const [rule, ...others] = input.ServerSideEncryptionConfiguration.Rules
  const { SSEAlgorithm: algorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  refuseUnsupported(context, { KMSMasterKeyID, BlockedEncryptionTypes: rule?.BlockedEncryptionTypes })
  if (others.length > 0)
    context.fail('InvalidArgument', 'The number of server-side encryption rules exceeds the limit.')
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms')
    return context.fail('NotImplemented', `poolgate does not implement the SSEAlgorithm ${algorithm}`)
  await changeBucket(context, input, (settings) => ({ ...settings, encryption: algorithm }))
  return {}
}
