import type { CreateGroupCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, present, type ResourceType } from './resource-type.ts'

export const userPoolGroup: ResourceType<Omit<CreateGroupCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolGroup',
  service: 'CognitoIdentityProvider',
  passed: ['Description', 'GroupName', 'Precedence', 'RoleArn', 'UserPoolId'],
  refused: {},
  // UpdateGroup leaves what it is not given as it is: a role or precedence can change, but not go.
  refusedChanges: { Precedence: ['Remove'], RoleArn: ['Remove'] },
  named: 'GroupName',
  attributes: {},
  place: ({ UserPoolId = '', GroupName = '' }) => ({ UserPoolId, GroupName }),
  async create(properties, { cognitoIdp }) {
    const { Group } = await cognitoIdp.CreateGroup(properties)
    return present(Group?.GroupName, 'Group.GroupName')
  },
  async update({ physicalId }, properties, before, { cognitoIdp }) {
    const cleared = before.Description !== undefined && { Description: '' }
    await cognitoIdp.UpdateGroup({ ...cleared, ...properties, GroupName: physicalId })
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
