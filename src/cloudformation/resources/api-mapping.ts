import type { CreateApiMappingCommandInput } from '@aws-sdk/client-apigatewayv2'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

export const apiMapping: ResourceType<Omit<CreateApiMappingCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::ApiMapping',
  service: 'ApiGatewayV2',
  passed: ['ApiId', 'ApiMappingKey', 'DomainName', 'Stage'],
  refused: {},
  attributes: { ApiMappingId: async ({ physicalId }) => physicalId },
  place: ({ ApiMappingKey = '', DomainName = '' }) => ({ ApiMappingKey, DomainName }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateApiMapping(properties)).ApiMappingId, 'ApiMappingId')
  },
  async update({ physicalId }, properties, before, { apiGatewayV2 }) {
    const cleared = clearedProperties(properties, before, { ApiMappingKey: '' })
    await apiGatewayV2.UpdateApiMapping({ ...cleared, ...properties, ApiMappingId: physicalId })
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteApiMapping({ DomainName: place['DomainName'], ApiMappingId: physicalId })
  },
  async findLookalikes({ ApiMappingKey, DomainName }, { apiGatewayV2 }) {
    const mappings = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetApiMappings({ DomainName, ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return mappings
      .filter((found) => found.ApiMappingKey === ApiMappingKey)
      .map((found) => present(found.ApiMappingId, 'ApiMappingId'))
  },
}
