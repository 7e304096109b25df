import { readPage, writePage } from '../configuration/pages.ts'
import { toVpcLink } from '../configuration/vpc-links.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getVpcLinks(
  input: Input<'GetVpcLinks'>,
  context: Context<'GetVpcLinks'>,
): Promise<Output<'GetVpcLinks'>> {
  const page = readPage(context, input)
  return writePage(await context.store.listVpcLinks(context.region, page), toVpcLink)
}
