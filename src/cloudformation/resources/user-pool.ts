import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import type { ResourceClients } from '../cloudformation.ts'
import { allItems, type PhysicalResource, present, type ResourceType } from './resource-type.ts'

type Properties = Omit<CreateUserPoolCommandInput, 'PoolName'> & { readonly UserPoolName?: string }

const operationParameters = [
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'LambdaConfig',
  'MfaConfiguration',
  'Policies',
  'Schema',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'SmsVerificationMessage',
  'UserAttributeUpdateSettings',
  'UserPoolAddOns',
  'UserPoolTags',
  'UserPoolTier',
  'UsernameAttributes',
  'UsernameConfiguration',
  'VerificationMessageTemplate',
]

async function describe({ physicalId }: PhysicalResource, clients: ResourceClients) {
  const { UserPool } = await clients.cognitoIdp.DescribeUserPool({ UserPoolId: physicalId })
  return present(UserPool, 'UserPool')
}

async function providerName(resource: PhysicalResource, clients: ResourceClients): Promise<string> {
  const { Arn } = await describe(resource, clients)
  return `cognito-idp.${present(Arn, 'Arn').split(':')[3]}.amazonaws.com/${resource.physicalId}`
}

export const userPool: ResourceType<Properties> = {
  type: 'AWS::Cognito::UserPool',
  service: 'CognitoIdentityProvider',
  passed: [...operationParameters, 'UserPoolName'],
  // These belong to SetUserPoolMfaConfig.
  refused: {
    EmailAuthenticationMessage: {},
    EmailAuthenticationSubject: {},
    EnabledMfas: { unless: (value) => Array.isArray(value) && value.length === 0 },
    WebAuthnFactorConfiguration: {},
    WebAuthnRelyingPartyID: {},
    WebAuthnUserVerification: {},
  },
  named: 'UserPoolName',
  tagged: 'UserPoolTags',
  attributes: {
    Arn: async (resource, clients) => present((await describe(resource, clients)).Arn, 'Arn'),
    ProviderName: providerName,
    ProviderURL: async (resource, clients) => `https://${await providerName(resource, clients)}`,
    UserPoolId: async ({ physicalId }) => physicalId,
  },
  place: ({ UserPoolName = '' }) => ({ UserPoolName }),
  async create({ UserPoolName, ...settings }, { cognitoIdp }) {
    const { UserPool } = await cognitoIdp.CreateUserPool({ ...settings, PoolName: UserPoolName })
    return present(UserPool?.Id, 'UserPool.Id')
  },
  async delete({ physicalId }, { cognitoIdp }) {
    await cognitoIdp.DeleteUserPool({ UserPoolId: physicalId })
  },
  async findLookalikes({ UserPoolName }, { cognitoIdp }) {
    const pools = await allItems(async (token) => {
      const { UserPools, NextToken } = await cognitoIdp.ListUserPools({
        MaxResults: 60,
        ...(token && { NextToken: token }),
      })
      return { items: UserPools, next: NextToken }
    })
    return pools.filter(({ Name }) => Name === UserPoolName).map(({ Id }) => present(Id, 'Id'))
  },
}
