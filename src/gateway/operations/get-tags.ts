import { readApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { readResourceArn, tagsOf } from '../configuration/tags.ts'

export async function getTags(input: Input<'GetTags'>, context: Context<'GetTags'>): Promise<Output<'GetTags'>> {
  const resource = readResourceArn(context, input.ResourceArn)
  const api = await readApi(context, resource.apiId)
  return { Tags: { ...tagsOf(context, api, resource) } }
}
