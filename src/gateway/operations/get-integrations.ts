import { readApi } from '../configuration/api-changes.ts'
import { pageOf, writePage } from '../configuration/pages.ts'
import { toIntegration } from '../configuration/integrations.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getIntegrations(
  input: Input<'GetIntegrations'>,
  context: Context<'GetIntegrations'>,
): Promise<Output<'GetIntegrations'>> {
  const api = await readApi(context, input.ApiId)
  return writePage(pageOf(context, api.integrations, input), toIntegration)
}
