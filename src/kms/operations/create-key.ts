import { checkKeyPolicy, defaultPolicy } from '../keys/key-policies.ts'
import { createMaterial } from '../keys/key-material.ts'
import { describeKey, refuse, refuseUnimplemented } from '../keys/keys.ts'
import { withTags } from '../keys/tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createKey(
  input: Input<'CreateKey'>,
  context: Context<'CreateKey'>,
): Promise<Output<'CreateKey'>> {
  refuseUnsupported(input, context)
  if (input.Policy !== undefined) checkKeyPolicy(context, input.Policy)
  const id = context.random.uuid()
  const key = {
    region: context.region,
    id,
    version: 1,
    createdAt: context.now,
    description: input.Description ?? '',
    isEnabled: true,
    policy: input.Policy ?? defaultPolicy(context),
    tags: withTags(context, {}, input.Tags ?? []),
    materials: [createMaterial(context, id)],
  }
  await context.store.insertKey(key)
  return { KeyMetadata: describeKey(context, key) }
}

function refuseUnsupported(input: Input<'CreateKey'>, context: Context<'CreateKey'>): void {
  const { KeySpec, CustomerMasterKeySpec, KeyUsage = 'ENCRYPT_DECRYPT', Origin = 'AWS_KMS' } = input
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined)
    refuse('You cannot specify KeySpec and CustomerMasterKeySpec in the same request.')
  const spec = KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  const { MultiRegion, CustomKeyStoreId, XksKeyId } = input
  refuseUnimplemented({ MultiRegion, CustomKeyStoreId, XksKeyId })
  const unknown = [
    spec !== 'SYMMETRIC_DEFAULT' && `the KeySpec ${spec}`,
    KeyUsage !== 'ENCRYPT_DECRYPT' && `the KeyUsage ${KeyUsage}`,
    Origin !== 'AWS_KMS' && `the Origin ${Origin}`,
  ].find((name) => name !== false)
  if (unknown !== undefined)
    context.fail('UnsupportedOperationException', `poolgate does not implement ${unknown} of keys`)
}
