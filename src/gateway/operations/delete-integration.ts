import { configureApi } from '../configuration/api-changes.ts'
import { requireIntegration } from '../configuration/integrations.ts'
import { integrationIdOf } from '../configuration/routes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteIntegration(
  input: Input<'DeleteIntegration'>,
  context: Context<'DeleteIntegration'>,
): Promise<Output<'DeleteIntegration'>> {
  return configureApi(context, input.ApiId, (draft) => {
    requireIntegration(context, draft, input.IntegrationId)
    const users = [...draft.routes.values()].filter(
      (route) => route.target !== undefined && integrationIdOf(route.target) === input.IntegrationId,
    )
    if (users.length > 0)
      context.fail(
        'ConflictException',
        `Cannot delete Integration because it is referenced by the following Routes with Ids: [${users.map((route) => route.routeId).join(', ')}]`,
      )
    draft.integrations.delete(input.IntegrationId)
    return {}
  })
}
