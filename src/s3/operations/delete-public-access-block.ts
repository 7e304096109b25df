import { changeBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deletePublicAccessBlock(
  input: Input<'DeletePublicAccessBlock'>,
  context: Context<'DeletePublicAccessBlock'>,
): Promise<Output<'DeletePublicAccessBlock'>> {
  await changeBucket(context, input, (settings) => {
    const { publicAccessBlock: _publicAccessBlock, ...others } = settings
    return others
  })
  return {}
}
