import { configureApi } from '../configuration/api-changes.ts'
import { newId } from '../configuration/ids.ts'
import { checkQuota } from '../configuration/quotas.ts'
import { applyRouteInput, checkRoute, toRoute } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createRoute(
  input: Input<'CreateRoute'>,
  context: Context<'CreateRoute'>,
): Promise<Output<'CreateRoute'>> {
  return configureApi(context, input.ApiId, (draft) => {
    const routeId = newId('route', context.random, draft.routes)
    const blank = { routeId, routeKey: input.RouteKey, authorizationType: 'NONE' } as const
    const route = applyRouteInput(context, blank, input)
    checkRoute(context, draft, route)
    draft.routes.set(routeId, route)
    checkQuota(context, 'Routes', draft.routes.size, 'API')
    return toRoute(route)
  })
}
