import { describeKey as describe, refuseUnimplemented, requireKey } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeKey(
  { KeyId, GrantTokens }: Input<'DescribeKey'>,
  context: Context<'DescribeKey'>,
): Promise<Output<'DescribeKey'>> {
  refuseUnimplemented({ GrantTokens })
  return { KeyMetadata: describe(context, await requireKey(context, KeyId)) }
}
