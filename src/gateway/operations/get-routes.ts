import { readApi } from '../configuration/api-changes.ts'
import { pageOf, writePage } from '../configuration/pages.ts'
import { toRoute } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getRoutes(
  input: Input<'GetRoutes'>,
  context: Context<'GetRoutes'>,
): Promise<Output<'GetRoutes'>> {
  const api = await readApi(context, input.ApiId)
  return writePage(pageOf(context, api.routes, input), toRoute)
}
