import type { CreateResourceServerCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, present, type ResourceType } from './resource-type.ts'

export const userPoolResourceServer: ResourceType<Omit<CreateResourceServerCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolResourceServer',
  service: 'CognitoIdentityProvider',
  passed: ['Identifier', 'Name', 'Scopes', 'UserPoolId'],
  refused: {},
  attributes: {},
  place: ({ UserPoolId = '', Identifier = '' }) => ({ UserPoolId, Identifier }),
  async create(properties, { cognitoIdp }) {
    const { ResourceServer } = await cognitoIdp.CreateResourceServer(properties)
    return present(ResourceServer?.Identifier, 'ResourceServer.Identifier')
  },
  async update(_resource, properties, _before, { cognitoIdp }) {
    await cognitoIdp.UpdateResourceServer(properties)
  },
  async delete({ physicalId, place }, { cognitoIdp }) {
    await cognitoIdp.DeleteResourceServer({ UserPoolId: place['UserPoolId'], Identifier: physicalId })
  },
  findLookalikes: ({ UserPoolId, Identifier }, { cognitoIdp }) =>
    allItems(async () => {
      const { ResourceServer } = await cognitoIdp.DescribeResourceServer({ UserPoolId, Identifier })
      return { items: [present(ResourceServer?.Identifier, 'ResourceServer.Identifier')], next: undefined }
    }),
}
