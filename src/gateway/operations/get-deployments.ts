import { readApi } from '../configuration/api-changes.ts'
import { toDeployment } from '../configuration/deployments.ts'
import { pageOf, writePage } from '../configuration/pages.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getDeployments(
  input: Input<'GetDeployments'>,
  context: Context<'GetDeployments'>,
): Promise<Output<'GetDeployments'>> {
  const api = await readApi(context, input.ApiId)
  return writePage(pageOf(context, api.deployments, input), toDeployment)
}
