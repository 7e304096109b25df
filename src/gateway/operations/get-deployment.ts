import { readApi } from '../api-changes.ts'
import { requireDeployment, toDeployment } from '../deployments.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getDeployment(
  input: Input<'GetDeployment'>,
  context: Context<'GetDeployment'>,
): Promise<Output<'GetDeployment'>> {
  const api = await readApi(input.ApiId, context)
  return toDeployment(requireDeployment(api, input.DeploymentId, context))
}
