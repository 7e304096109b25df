import { changeApi } from '../configuration/api-changes.ts'
import { addDeployment, noRoutes, toDeployment } from '../configuration/deployments.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseDeploymentOfAutoDeploy, requireStage } from '../configuration/stages.ts'

export async function createDeployment(
  input: Input<'CreateDeployment'>,
  context: Context<'CreateDeployment'>,
): Promise<Output<'CreateDeployment'>> {
  return changeApi(context, input.ApiId, (draft) => {
    const stage = input.StageName === undefined ? undefined : requireStage(context, draft, input.StageName)
    if (draft.routes.size === 0) context.fail('BadRequestException', noRoutes)
    refuseDeploymentOfAutoDeploy(context, stage?.autoDeploy)
    const details = { autoDeployed: false, ...(input.Description !== undefined && { description: input.Description }) }
    const deployment = addDeployment(context, draft, details)
    const { deploymentId } = deployment
    if (stage) draft.stages.set(stage.stageName, { ...stage, deploymentId, updatedAt: context.now })
    return toDeployment(deployment)
  })
}
