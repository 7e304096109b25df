import type { CreateRouteCommandInput } from '@aws-sdk/client-apigatewayv2'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

export const route: ResourceType<Omit<CreateRouteCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::Route',
  service: 'ApiGatewayV2',
  passed: [
    'ApiId',
    'ApiKeyRequired',
    'AuthorizationScopes',
    'AuthorizationType',
    'AuthorizerId',
    'ModelSelectionExpression',
    'OperationName',
    'RequestModels',
    'RequestParameters',
    'RouteKey',
    'RouteResponseSelectionExpression',
    'Target',
  ],
  refused: {},
  jsonProperties: { RequestModels: { type: 'object', patternProperties: { '.*': { type: 'string' } } } },
  attributes: { RouteId: async ({ physicalId }) => physicalId },
  place: ({ ApiId = '', RouteKey = '' }) => ({ ApiId, RouteKey }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateRoute(properties)).RouteId, 'RouteId')
  },
  async update({ physicalId }, properties, before, { apiGatewayV2 }) {
    const cleared = clearedProperties(properties, before, {
      ApiKeyRequired: false,
      AuthorizationScopes: [],
      AuthorizationType: 'NONE',
      AuthorizerId: '',
      ModelSelectionExpression: '',
      OperationName: '',
      RequestModels: {},
      RequestParameters: {},
      RouteResponseSelectionExpression: '',
      Target: '',
    })
    await apiGatewayV2.UpdateRoute({ ...cleared, ...properties, RouteId: physicalId })
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteRoute({ ApiId: place['ApiId'], RouteId: physicalId })
  },
  async findLookalikes({ ApiId, RouteKey }, { apiGatewayV2 }) {
    const routes = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetRoutes({ ApiId, ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return routes.filter((found) => found.RouteKey === RouteKey).map((found) => present(found.RouteId, 'RouteId'))
  },
}
