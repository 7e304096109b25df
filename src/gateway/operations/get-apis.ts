import { toApi } from '../configuration/apis.ts'
import { readPage, writePage } from '../configuration/pages.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getApis(input: Input<'GetApis'>, context: Context<'GetApis'>): Promise<Output<'GetApis'>> {
  const page = await context.store.listApis(context.region, readPage(context, input))
  return writePage(page, (api) => toApi(context, api))
}
