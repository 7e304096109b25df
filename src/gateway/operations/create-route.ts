import { configureApi } from '../api-changes.ts'
import { newId } from '../ids.ts'
import { checkQuota } from '../quotas.ts'
import { applyRouteInput, checkRoute, toRoute } from '../routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createRoute(
  input: Input<'CreateRoute'>,
  context: Context<'CreateRoute'>,
): Promise<Output<'CreateRoute'>> {
  return configureApi(input.ApiId, context, (draft) => {
    const routeId = newId('route', context.random, draft.routes)
    const blank = { routeId, routeKey: input.RouteKey, authorizationType: 'NONE' } as const
    const route = applyRouteInput(blank, input, context)
    checkRoute(draft, route, context)
    draft.routes.set(routeId, route)
    checkQuota('Routes', draft.routes.size, 'API', context)
    return toRoute(route)
  })
}
