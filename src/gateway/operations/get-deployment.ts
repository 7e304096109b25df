import { readApi } from '../configuration/api-changes.ts'
import { requireDeployment, toDeployment } from '../configuration/deployments.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getDeployment(
  input: Input<'GetDeployment'>,
  context: Context<'GetDeployment'>,
): Promise<Output<'GetDeployment'>> {
  const api = await readApi(context, input.ApiId)
  return toDeployment(requireDeployment(context, api, input.DeploymentId))
}
