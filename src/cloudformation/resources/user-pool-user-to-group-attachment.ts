import type { AdminAddUserToGroupCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, type Place, type ResourceType } from './resource-type.ts'

/** The three properties that identify it (its schema's primaryIdentifier), joined as CloudFormation joins them. */
function physicalIdOf({ UserPoolId, GroupName, Username }: Place): string {
  return `${UserPoolId}|${GroupName}|${Username}`
}

export const userPoolUserToGroupAttachment: ResourceType<Omit<AdminAddUserToGroupCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolUserToGroupAttachment',
  service: 'CognitoIdentityProvider',
  passed: ['GroupName', 'UserPoolId', 'Username'],
  refused: {},
  attributes: {},
  place: ({ UserPoolId = '', GroupName = '', Username = '' }) => ({ UserPoolId, GroupName, Username }),
  async create(properties, { cognitoIdp }) {
    await cognitoIdp.AdminAddUserToGroup(properties)
    return physicalIdOf(this.place(properties))
  },
  async delete({ place: { UserPoolId, GroupName, Username } }, { cognitoIdp }) {
    await cognitoIdp.AdminRemoveUserFromGroup({ UserPoolId, GroupName, Username })
  },
  async findLookalikes(place, { cognitoIdp }) {
    const { UserPoolId, Username } = place
    const groups = await allItems(async (token) => {
      const page = await cognitoIdp.AdminListGroupsForUser({ UserPoolId, Username, ...(token && { NextToken: token }) })
      return { items: page.Groups, next: page.NextToken }
    })
    return groups.some(({ GroupName }) => GroupName === place['GroupName']) ? [physicalIdOf(place)] : []
  },
}
