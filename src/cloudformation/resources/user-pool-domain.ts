import type { CreateUserPoolDomainCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

export const userPoolDomain: ResourceType<Omit<CreateUserPoolDomainCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolDomain',
  service: 'CognitoIdentityProvider',
  passed: ['CustomDomainConfig', 'Domain', 'ManagedLoginVersion', 'UserPoolId'],
  refused: {},
  // A custom domain cannot become a prefix, nor the other way round: both have other names.
  refusedChanges: { CustomDomainConfig: ['Add', 'Remove'] },
  attributes: {
    CloudFrontDistribution: async ({ physicalId }, { cognitoIdp }) => {
      const { DomainDescription } = await cognitoIdp.DescribeUserPoolDomain({ Domain: physicalId })
      return present(DomainDescription?.CloudFrontDistribution, 'DomainDescription.CloudFrontDistribution')
    },
  },
  place: ({ UserPoolId = '', Domain = '' }) => ({ UserPoolId, Domain }),
  async create(properties, { cognitoIdp }) {
    await cognitoIdp.CreateUserPoolDomain(properties)
    return present(properties.Domain, 'Domain')
  },
  async update({ physicalId }, properties, before, { cognitoIdp }) {
    const cleared = clearedProperties(properties, before, { ManagedLoginVersion: 1 })
    await cognitoIdp.UpdateUserPoolDomain({ ...cleared, ...properties, Domain: physicalId })
  },
  async delete({ physicalId, place }, { cognitoIdp }) {
    const UserPoolId = place['UserPoolId']
    // The operation does not say by its code that a domain is gone already.
    const { DomainDescription } = await cognitoIdp.DescribeUserPoolDomain({ Domain: physicalId })
    if (DomainDescription?.UserPoolId !== UserPoolId) return
    await cognitoIdp.DeleteUserPoolDomain({ UserPoolId, Domain: physicalId })
  },
  findLookalikes: ({ UserPoolId, Domain = '' }, { cognitoIdp }) =>
    allItems(async () => {
      const { DomainDescription } = await cognitoIdp.DescribeUserPoolDomain({ Domain })
      return { items: DomainDescription?.UserPoolId === UserPoolId ? [Domain] : [], next: undefined }
    }),
}
