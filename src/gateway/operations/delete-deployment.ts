import { changeApi } from '../configuration/api-changes.ts'
import { requireDeployment } from '../configuration/deployments.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteDeployment(
  input: Input<'DeleteDeployment'>,
  context: Context<'DeleteDeployment'>,
): Promise<Output<'DeleteDeployment'>> {
  return changeApi(context, input.ApiId, (draft) => {
    requireDeployment(context, draft, input.DeploymentId)
    if ([...draft.stages.values()].some((stage) => stage.deploymentId === input.DeploymentId))
      context.fail('BadRequestException', 'Active stages pointing to this deployment must be moved or deleted')
    draft.deployments.delete(input.DeploymentId)
    return {}
  })
}
