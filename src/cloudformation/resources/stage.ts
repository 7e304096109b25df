import type { CreateStageCommandInput, DeleteRouteSettingsCommandInput } from '@aws-sdk/client-apigatewayv2'
import type { ResourceClients } from '../cloudformation.ts'
import { changeTags } from './gateway-tags.ts'
import { allItems, clearedProperties, isMissing, mapValues, present, type ResourceType } from './resource-type.ts'

/** They are gone already when their route is. */
async function deleteRouteSettings(input: DeleteRouteSettingsCommandInput, { apiGatewayV2 }: ResourceClients) {
  try {
    await apiGatewayV2.DeleteRouteSettings(input)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

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
  async update({ physicalId, place }, { Tags, ...properties }, { Tags: oldTags, ...before }, clients) {
    const { apiGatewayV2 } = clients
    const stage = { ApiId: place['ApiId'], StageName: physicalId }
    const {
      RouteSettings: oldSettings = {},
      StageVariables: oldVariables,
      AccessLogSettings: oldLog,
      ...members
    } = before
    for (const RouteKey of Object.keys(oldSettings).filter((key) => !properties.RouteSettings?.[key]))
      await deleteRouteSettings({ ...stage, RouteKey }, clients)
    if (oldLog && !properties.AccessLogSettings) await apiGatewayV2.DeleteAccessLogSettings(stage)
    const cleared = clearedProperties(properties, members, {
      AutoDeploy: false,
      ClientCertificateId: '',
      DefaultRouteSettings: {},
      // What is deployed stays deployed.
      DeploymentId: undefined,
      Description: '',
    })
    // An empty value takes a variable away; the others stay.
    const variables = { ...mapValues(oldVariables ?? {}, () => ''), ...properties.StageVariables }
    await apiGatewayV2.UpdateStage({ ...cleared, ...properties, ...stage, StageVariables: variables })
    await changeTags(`/apis/${stage.ApiId}/stages/${physicalId}`, Tags, oldTags, clients)
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
