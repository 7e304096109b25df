import { configureApi } from '../api-changes.ts'
import { requireRoute } from '../routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteRoute(
  input: Input<'DeleteRoute'>,
  context: Context<'DeleteRoute'>,
): Promise<Output<'DeleteRoute'>> {
  return configureApi(input.ApiId, context, (draft) => {
    requireRoute(draft, input.RouteId, context)
    draft.routes.delete(input.RouteId)
    return {}
  })
}
