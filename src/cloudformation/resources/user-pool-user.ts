import type { AdminCreateUserCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, present, type ResourceType } from './resource-type.ts'

/** Its physical id is the user's Username, which is the sub where addresses are usernames. */
export const userPoolUser: ResourceType<Omit<AdminCreateUserCommandInput, 'TemporaryPassword'>> = {
  type: 'AWS::Cognito::UserPoolUser',
  service: 'CognitoIdentityProvider',
  passed: [
    'ClientMetadata',
    'DesiredDeliveryMediums',
    'ForceAliasCreation',
    'MessageAction',
    'UserAttributes',
    'UserPoolId',
    'Username',
    'ValidationData',
  ],
  refused: {},
  named: 'Username',
  attributes: {},
  place: ({ UserPoolId = '', Username = '' }) => ({ UserPoolId, Username }),
  async create(properties, { cognitoIdp }) {
    const { User } = await cognitoIdp.AdminCreateUser(properties)
    return present(User?.Username, 'User.Username')
  },
  async delete({ physicalId, place }, { cognitoIdp }) {
    await cognitoIdp.AdminDeleteUser({ UserPoolId: place['UserPoolId'], Username: physicalId })
  },
  findLookalikes: ({ UserPoolId, Username }, { cognitoIdp }) =>
    allItems(async () => {
      const user = await cognitoIdp.AdminGetUser({ UserPoolId, Username })
      return { items: [user.Username], next: undefined }
    }),
}
