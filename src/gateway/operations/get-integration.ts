import { readApi } from '../configuration/api-changes.ts'
import { requireIntegration, toIntegration } from '../configuration/integrations.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getIntegration(
  input: Input<'GetIntegration'>,
  context: Context<'GetIntegration'>,
): Promise<Output<'GetIntegration'>> {
  const api = await readApi(context, input.ApiId)
  return toIntegration(requireIntegration(context, api, input.IntegrationId))
}
