import { readApi } from '../configuration/api-changes.ts'
import { toApi } from '../configuration/apis.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getApi(input: Input<'GetApi'>, context: Context<'GetApi'>): Promise<Output<'GetApi'>> {
  const { api } = await readApi(context, input.ApiId)
  return toApi(context, api)
}
