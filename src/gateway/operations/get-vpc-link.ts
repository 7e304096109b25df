import { readVpcLink, toVpcLink } from '../configuration/vpc-links.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getVpcLink(
  input: Input<'GetVpcLink'>,
  context: Context<'GetVpcLink'>,
): Promise<Output<'GetVpcLink'>> {
  return toVpcLink(await readVpcLink(context, input.VpcLinkId))
}
