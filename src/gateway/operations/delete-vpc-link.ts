import { refuseUnknownVpcLink, refuseUsedVpcLink } from '../configuration/vpc-links.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteVpcLink(
  input: Input<'DeleteVpcLink'>,
  context: Context<'DeleteVpcLink'>,
): Promise<Output<'DeleteVpcLink'>> {
  const outcome = await context.store.deleteVpcLink(context.region, input.VpcLinkId)
  if (outcome === 'missing') refuseUnknownVpcLink(context, input.VpcLinkId)
  if (outcome !== 'deleted') refuseUsedVpcLink(context, input.VpcLinkId, outcome)
  return {}
}
