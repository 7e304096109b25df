import { readApi } from '../api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { readResourceArn, tagsOf } from '../tags.ts'

export async function getTags(input: Input<'GetTags'>, context: Context<'GetTags'>): Promise<Output<'GetTags'>> {
  const resource = readResourceArn(input.ResourceArn, context)
  const api = await readApi(resource.apiId, context)
  return { Tags: { ...tagsOf(api, resource, context) } }
}
