import type { CreateVpcLinkCommandInput } from '@aws-sdk/client-apigatewayv2'
import { changeTags } from './gateway-tags.ts'
import { allItems, present, type ResourceType } from './resource-type.ts'

export const vpcLink: ResourceType<Omit<CreateVpcLinkCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::VpcLink',
  service: 'ApiGatewayV2',
  passed: ['Name', 'SecurityGroupIds', 'SubnetIds', 'Tags'],
  refused: {},
  tagged: 'Tags',
  attributes: { VpcLinkId: async ({ physicalId }) => physicalId },
  place: ({ Name = '' }) => ({ Name }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateVpcLink(properties)).VpcLinkId, 'VpcLinkId')
  },
  async update({ physicalId }, { Name, Tags }, { Tags: oldTags }, clients) {
    await clients.apiGatewayV2.UpdateVpcLink({ VpcLinkId: physicalId, Name })
    await changeTags(`/vpclinks/${physicalId}`, Tags, oldTags, clients)
  },
  async delete({ physicalId }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteVpcLink({ VpcLinkId: physicalId })
  },
  async findLookalikes({ Name }, { apiGatewayV2 }) {
    const links = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetVpcLinks({ ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return links.filter((found) => found.Name === Name).map((found) => present(found.VpcLinkId, 'VpcLinkId'))
  },
}
