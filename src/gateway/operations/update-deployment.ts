import { changeApi } from '../configuration/api-changes.ts'
import { requireDeployment, toDeployment } from '../configuration/deployments.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateDeployment(
  input: Input<'UpdateDeployment'>,
  context: Context<'UpdateDeployment'>,
): Promise<Output<'UpdateDeployment'>> {
  return changeApi(context, input.ApiId, (draft) => {
    const current = requireDeployment(context, draft, input.DeploymentId)
    const description = input.Description ?? current.description
    const deployment = { ...current, ...(description !== undefined && { description }) }
    draft.deployments.set(deployment.deploymentId, deployment)
    return toDeployment(deployment)
  })
}
