import type { CreateDeploymentCommandInput } from '@aws-sdk/client-apigatewayv2'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

export const deployment: ResourceType<Omit<CreateDeploymentCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::Deployment',
  service: 'ApiGatewayV2',
  passed: ['ApiId', 'Description', 'StageName'],
  refused: {},
  attributes: { DeploymentId: async ({ physicalId }) => physicalId },
  place: ({ ApiId = '', Description = '' }) => ({ ApiId, Description }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateDeployment(properties)).DeploymentId, 'DeploymentId')
  },
  /** What is deployed stays what it was; another stage gets it, and the one that had it keeps it. */
  async update({ physicalId }, { ApiId, StageName, ...properties }, before, { apiGatewayV2 }) {
    const { ApiId: _fixed, StageName: oldStage, ...oldProperties } = before
    const cleared = clearedProperties(properties, oldProperties, { Description: '' })
    await apiGatewayV2.UpdateDeployment({ ...cleared, ...properties, ApiId, DeploymentId: physicalId })
    if (StageName !== undefined && StageName !== oldStage)
      await apiGatewayV2.UpdateStage({ ApiId, StageName, DeploymentId: physicalId })
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteDeployment({ ApiId: place['ApiId'], DeploymentId: physicalId })
  },
  async findLookalikes({ ApiId, Description }, { apiGatewayV2 }) {
    const deployments = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetDeployments({ ApiId, ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return deployments
      .filter((found) => !found.AutoDeployed && (found.Description ?? '') === Description)
      .map((found) => present(found.DeploymentId, 'DeploymentId'))
  },
}
