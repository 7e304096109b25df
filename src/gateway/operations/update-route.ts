import { configureApi } from '../configuration/api-changes.ts'
import { applyRouteInput, checkRoute, requireRoute, toRoute } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateRoute(
  input: Input<'UpdateRoute'>,
  context: Context<'UpdateRoute'>,
): Promise<Output<'UpdateRoute'>> {
  return configureApi(context, input.ApiId, (draft) => {
    const current = requireRoute(context, draft, input.RouteId)
    const route = applyRouteInput(context, current, input)
    if (current.apiGatewayManaged && current.routeKey === '$default' && route.routeKey !== '$default')
      context.fail('BadRequestException', 'The $default route of a quick-created API keeps its route key')
    checkRoute(context, draft, route)
    draft.routes.set(route.routeId, route)
    return toRoute(route)
  })
}
