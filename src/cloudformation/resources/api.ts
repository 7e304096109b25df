import type { CreateApiCommandInput } from '@aws-sdk/client-apigatewayv2'
import { changeTags } from './gateway-tags.ts'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

export const api: ResourceType<Omit<CreateApiCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::Api',
  service: 'ApiGatewayV2',
  passed: [
    'ApiKeySelectionExpression',
    'CorsConfiguration',
    'CredentialsArn',
    'Description',
    'DisableExecuteApiEndpoint',
    'DisableSchemaValidation',
    'IpAddressType',
    'Name',
    'ProtocolType',
    'RouteKey',
    'RouteSelectionExpression',
    'Tags',
    'Target',
    'Version',
  ],
  // These belong to ImportApi.
  refused: {
    BasePath: {},
    Body: {},
    BodyS3Location: {},
    FailOnWarnings: { unless: (value) => value === false },
  },
  alsoRequired: ['Name', 'ProtocolType'],
  tagged: 'Tags',
  attributes: {
    ApiEndpoint: async ({ physicalId }, { apiGatewayV2 }) =>
      present((await apiGatewayV2.GetApi({ ApiId: physicalId })).ApiEndpoint, 'ApiEndpoint'),
    ApiId: async ({ physicalId }) => physicalId,
  },
  place: ({ Name = '' }) => ({ Name }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateApi(properties)).ApiId, 'ApiId')
  },
  async update({ physicalId }, { ProtocolType: _fixed, Tags, ...properties }, before, clients) {
    const { ProtocolType: _type, Tags: oldTags, CorsConfiguration: oldCors, ...oldMembers } = before
    const cleared = clearedProperties(properties, oldMembers, {
      ApiKeySelectionExpression: '$request.header.x-api-key',
      CredentialsArn: '',
      Description: '',
      DisableExecuteApiEndpoint: false,
      DisableSchemaValidation: false,
      IpAddressType: 'ipv4',
      RouteSelectionExpression: '$request.method $request.path',
    })
    // The operation keeps the members that it is not given: origins must not stay allowed that the template has no more.
    const cors: object = properties.CorsConfiguration ?? {}
    if (Object.keys(oldCors ?? {}).some((name) => !Object.hasOwn(cors, name)))
      await clients.apiGatewayV2.DeleteCorsConfiguration({ ApiId: physicalId })
    await clients.apiGatewayV2.UpdateApi({ ...cleared, ...properties, ApiId: physicalId })
    await changeTags(`/apis/${physicalId}`, Tags, oldTags, clients)
  },
  async delete({ physicalId }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteApi({ ApiId: physicalId })
  },
  async findLookalikes(place, { apiGatewayV2 }) {
    const apis = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetApis({ ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return apis.filter(({ Name }) => Name === place['Name']).map(({ ApiId }) => present(ApiId, 'ApiId'))
  },
}
