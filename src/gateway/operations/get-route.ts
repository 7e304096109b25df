import { readApi } from '../configuration/api-changes.ts'
import { requireRoute, toRoute } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getRoute(input: Input<'GetRoute'>, context: Context<'GetRoute'>): Promise<Output<'GetRoute'>> {
  const api = await readApi(context, input.ApiId)
  return toRoute(requireRoute(context, api, input.RouteId))
}
