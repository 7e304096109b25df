import type { CreateIdentityProviderCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, present, type ResourceType } from './resource-type.ts'

export const userPoolIdentityProvider: ResourceType<Omit<CreateIdentityProviderCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolIdentityProvider',
  service: 'CognitoIdentityProvider',
  passed: ['AttributeMapping', 'IdpIdentifiers', 'ProviderDetails', 'ProviderName', 'ProviderType', 'UserPoolId'],
  refused: {},
  attributes: {},
  place: ({ UserPoolId = '', ProviderName = '' }) => ({ UserPoolId, ProviderName }),
  async create(properties, { cognitoIdp }) {
    const { IdentityProvider } = await cognitoIdp.CreateIdentityProvider(properties)
    return present(IdentityProvider?.ProviderName, 'IdentityProvider.ProviderName')
  },
  async update({ physicalId }, { ProviderType: _fixed, ...properties }, _before, { cognitoIdp }) {
    // The operation leaves alone what it is not given.
    const without = { AttributeMapping: {}, IdpIdentifiers: [] }
    await cognitoIdp.UpdateIdentityProvider({ ...without, ...properties, ProviderName: physicalId })
  },
  async delete({ physicalId, place }, { cognitoIdp }) {
    await cognitoIdp.DeleteIdentityProvider({ UserPoolId: place['UserPoolId'], ProviderName: physicalId })
  },
  findLookalikes: ({ UserPoolId, ProviderName }, { cognitoIdp }) =>
    allItems(async () => {
      const { IdentityProvider } = await cognitoIdp.DescribeIdentityProvider({ UserPoolId, ProviderName })
      return { items: [present(IdentityProvider?.ProviderName, 'IdentityProvider.ProviderName')], next: undefined }
    }),
}
