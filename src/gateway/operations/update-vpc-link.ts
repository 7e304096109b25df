import { changeVpcLink, toVpcLink } from '../configuration/vpc-links.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateVpcLink(
  input: Input<'UpdateVpcLink'>,
  context: Context<'UpdateVpcLink'>,
): Promise<Output<'UpdateVpcLink'>> {
  const change = changeVpcLink(context, input.VpcLinkId, (link) => ({ ...link, name: input.Name ?? link.name }))
  return toVpcLink(await change)
}
