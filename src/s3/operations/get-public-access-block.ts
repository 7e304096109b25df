import { requireBucket } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getPublicAccessBlock(
  input: Input<'GetPublicAccessBlock'>,
  context: Context<'GetPublicAccessBlock'>,
): Promise<Output<'GetPublicAccessBlock'>> {
  const { settings } = await requireBucket(context, input)
  if (!settings.publicAccessBlock)
    return context.fail('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found')
  return { PublicAccessBlockConfiguration: settings.publicAccessBlock }
}
