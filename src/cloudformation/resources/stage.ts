import type { CreateStageCommandInput } from '@aws-sdk/client-apigatewayv2'
import { allItems, present, type ResourceType } from './resource-type.ts'

export const stage: ResourceType<Omit<CreateStageCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::Stage',
  service: 'ApiGatewayV2',
  passed: [
    'AccessLogSettings',
    'ApiId',
    'AutoDeploy',
    'ClientCertificateId',
    'DefaultRouteSettings',
    'DeploymentId',
    'Description',
    'RouteSettings',
    'StageName',
    'StageVariables',
    'Tags',
  ],
  refused: {},
  jsonProperties: {
    RouteSettings: { type: 'object', patternProperties: { '.*': { $ref: '#/definitions/RouteSettings' } } },
    StageVariables: { type: 'object', patternProperties: { '.*': { type: 'string' } } },
  },
  tagged: 'Tags',
  attributes: { Id: async ({ physicalId }) => physicalId },
  place: ({ ApiId = '', StageName = '' }) => ({ ApiId, StageName }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateStage(properties)).StageName, 'StageName')
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteStage({ ApiId: place['ApiId'], StageName: physicalId })
  },
  async findLookalikes({ ApiId, StageName }, { apiGatewayV2 }) {
    const stages = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetStages({ ApiId, ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return stages.filter((found) => found.StageName === StageName).map((found) => present(found.StageName, 'StageName'))
  },
}
