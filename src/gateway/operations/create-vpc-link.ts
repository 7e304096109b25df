import { newId } from '../configuration/ids.ts'
import { checkQuota } from '../configuration/quotas.ts'
import { checkTags } from '../configuration/tags.ts'
import { toVpcLink } from '../configuration/vpc-links.ts'
import type { Context, Input, Output } from '../service.ts'

/** Subnets and security groups are remembered and have no effect: the operator says where private integrations lead. */
export async function createVpcLink(
  input: Input<'CreateVpcLink'>,
  context: Context<'CreateVpcLink'>,
): Promise<Output<'CreateVpcLink'>> {
  const { now, random, region, store } = context
  const tags = input.Tags ?? {}
  checkTags(context, tags)
  checkQuota(context, 'Subnets', input.SubnetIds.length, 'VPC link')
  checkQuota(context, 'VPC Links', (await store.countVpcLinks(region)) + 1, 'account')
  const settings = { name: input.Name, subnetIds: input.SubnetIds, securityGroupIds: input.SecurityGroupIds ?? [] }
  const newLink = () => ({ vpcLinkId: newId('vpcLink', random), region, ...settings, tags, createdAt: now })
  let link = newLink()
  while (!(await store.insertVpcLink(link))) link = newLink()
  return toVpcLink(link)
}
