import { refuseUnknownApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteApi(
  input: Input<'DeleteApi'>,
  context: Context<'DeleteApi'>,
): Promise<Output<'DeleteApi'>> {
  const outcome = await context.store.deleteApi(context.region, input.ApiId)
  if (outcome === 'missing') refuseUnknownApi(context, input.ApiId)
  if (outcome === 'mapped')
    context.fail(
      'BadRequestException',
      `Deleting API ${input.ApiId} failed. Please remove all API mappings for the API from your custom domain names.`,
    )
  await context.deployed(input.ApiId)
  return {}
}
