import { changeApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireStage } from '../configuration/stages.ts'

export async function deleteRouteSettings(
  input: Input<'DeleteRouteSettings'>,
  context: Context<'DeleteRouteSettings'>,
): Promise<Output<'DeleteRouteSettings'>> {
  return changeApi(context, input.ApiId, (draft) => {
    const stage = requireStage(context, draft, input.StageName)
    const { [input.RouteKey]: removed, ...routeSettings } = stage.routeSettings
    if (!removed)
      context.fail(
        'NotFoundException',
        `Unable to find Route by key ${input.RouteKey} within the provided RouteSettings`,
      )
    draft.stages.set(stage.stageName, { ...stage, routeSettings, updatedAt: context.now })
    return {}
  })
}
