import { configureApi } from '../configuration/api-changes.ts'
import { requireRoute } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteRoute(
  input: Input<'DeleteRoute'>,
  context: Context<'DeleteRoute'>,
): Promise<Output<'DeleteRoute'>> {
  return configureApi(context, input.ApiId, (draft) => {
    requireRoute(context, draft, input.RouteId)
    draft.routes.delete(input.RouteId)
    return {}
  })
}
