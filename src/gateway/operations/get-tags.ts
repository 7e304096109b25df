import type { Context, Input, Output } from '../service.ts'
import { readResourceArn, readTags } from '../configuration/tags.ts'

export async function getTags(input: Input<'GetTags'>, context: Context<'GetTags'>): Promise<Output<'GetTags'>> {
  const resource = readResourceArn(context, input.ResourceArn)
  return { Tags: { ...(await readTags(context, resource)) } }
}
