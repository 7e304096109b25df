import type { CreateGroupCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, present, type ResourceType } from './resource-type.ts'

export const userPoolGroup: ResourceType<Omit<CreateGroupCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolGroup',
  service: 'CognitoIdentityProvider',
  passed: ['Description', 'GroupName', 'Precedence', 'RoleArn', 'UserPoolId'],
  refused: {},
  named: 'GroupName',
  attributes: {},
  place: ({ UserPoolId = '', GroupName = '' }) => ({ UserPoolId, GroupName }),
  async create(properties, { cognitoIdp }) {
    const { Group } = await cognitoIdp.CreateGroup(properties)
    return present(Group?.GroupName, 'Group.GroupName')
  },
  async delete({ physicalId, place }, { cognitoIdp }) {
    await cognitoIdp.DeleteGroup({ UserPoolId: place['UserPoolId'], GroupName: physicalId })
  },
  findLookalikes: ({ UserPoolId, GroupName }, { cognitoIdp }) =>
    allItems(async () => {
      const { Group } = await cognitoIdp.GetGroup({ UserPoolId, GroupName })
      return { items: [present(Group?.GroupName, 'Group.GroupName')], next: undefined }
    }),
}
