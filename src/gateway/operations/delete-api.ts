import { refuseUnknownApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteApi(
  input: Input<'DeleteApi'>,
  context: Context<'DeleteApi'>,
): Promise<Output<'DeleteApi'>> {
  if (!(await context.store.deleteApi(context.region, input.ApiId))) refuseUnknownApi(context, input.ApiId)
  await context.deployed(input.ApiId)
  return {}
}
