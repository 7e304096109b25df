import { readApi } from '../configuration/api-changes.ts'
import { requireRoute } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

/** Only routes of WebSocket APIs have request parameters. */
export async function deleteRouteRequestParameter(
  input: Input<'DeleteRouteRequestParameter'>,
  context: Context<'DeleteRouteRequestParameter'>,
): Promise<Output<'DeleteRouteRequestParameter'>> {
  requireRoute(context, await readApi(context, input.ApiId), input.RouteId)
  return context.fail('NotFoundException', `Invalid request parameter key specified ${input.RequestParameterKey}`)
}
