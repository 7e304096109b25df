import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { parseRouteKey } from '../routing/routing.ts'
import type { Item } from '../service.ts'
import type { VpcLinkRecord, VpcLinkUse } from '../store.ts'

type ReadContext = Pick<Gateway, 'store'> & CallContext & Fails<'NotFoundException'>

/** The VPC link; an unknown one, or one of another region, is refused with 404. */
export async function readVpcLink(context: ReadContext, vpcLinkId: string): Promise<VpcLinkRecord> {
  return (await context.store.findVpcLink(context.region, vpcLinkId)) ?? refuseUnknownVpcLink(context, vpcLinkId)
}

/** Replaces the VPC link by what `change` makes of it. */
export async function changeVpcLink(
  context: ReadContext,
  vpcLinkId: string,
  change: (link: VpcLinkRecord) => VpcLinkRecord,
): Promise<VpcLinkRecord> {
  const link = await context.store.changeVpcLink(context.region, vpcLinkId, change)
  return link ?? refuseUnknownVpcLink(context, vpcLinkId)
}

export function unknownVpcLink(vpcLinkId: string): string {
  return `Invalid VpcLink identifier specified ${vpcLinkId}`
}

export function refuseUnknownVpcLink(context: Fails<'NotFoundException'>, vpcLinkId: string): never {
  return context.fail('NotFoundException', unknownVpcLink(vpcLinkId))
}

/** The words of AWS (hashicorp/terraform-provider-aws issue 12195). */
export function refuseUsedVpcLink(
  context: Fails<'BadRequestException'>,
  vpcLinkId: string,
  uses: readonly VpcLinkUse[],
): never {
  const references = uses.flatMap(({ integration, routes }) =>
    routes.length > 0
      ? routes.map(({ routeKey, routeId }) => `${methodOf(routeKey)}:${routeId}`)
      : [`${integration.integrationMethod}:${integration.integrationId}`],
  )
  return context.fail(
    'BadRequestException',
    `Cannot delete vpc link. Vpc link '${vpcLinkId}', is referenced in [${references.join(', ')}] in format of [Method:Resource].`,
  )
}

function methodOf(routeKey: string): string {
  const key = parseRouteKey(routeKey)
  return key?.kind === 'path' ? key.method : 'ANY'
}

/** A VPC link as the API shows it: there is nothing to provision, so it is always ready. */
export function toVpcLink(link: VpcLinkRecord): Item<'GetVpcLinks'> {
  return {
    CreatedDate: link.createdAt,
    Name: link.name,
    SecurityGroupIds: [...link.securityGroupIds],
    SubnetIds: [...link.subnetIds],
    Tags: { ...link.tags },
    VpcLinkId: link.vpcLinkId,
    VpcLinkStatus: 'AVAILABLE',
    VpcLinkStatusMessage: 'VPC link is ready to route traffic',
    VpcLinkVersion: 'V2',
  }
}
