import { readApi } from '../api-changes.ts'
import { pageOf, writePage } from '../pages.ts'
import { toIntegration } from '../integrations.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getIntegrations(
  input: Input<'GetIntegrations'>,
  context: Context<'GetIntegrations'>,
): Promise<Output<'GetIntegrations'>> {
  const api = await readApi(context, input.ApiId)
  return writePage(pageOf(context, api.integrations, input), toIntegration)
}
