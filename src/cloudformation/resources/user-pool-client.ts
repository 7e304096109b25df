import type { CreateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { allItems, type PhysicalResource, present, type ResourceType } from './resource-type.ts'

async function describe({ physicalId, place }: PhysicalResource, clients: ResourceClients) {
  const { UserPoolClient } = await clients.cognitoIdp.DescribeUserPoolClient({
    UserPoolId: place['UserPoolId'],
    ClientId: physicalId,
  })
  return present(UserPoolClient, 'UserPoolClient')
}

/** A client without GenerateSecret has none: that is the template's mistake. */
async function readSecret(resource: PhysicalResource, clients: ResourceClients): Promise<string> {
  const { ClientSecret } = await describe(resource, clients)
  if (ClientSecret === undefined) throw new ApiError('NotFoundException', "Attribute 'ClientSecret' does not exist")
  return ClientSecret
}

export const userPoolClient: ResourceType<Omit<CreateUserPoolClientCommandInput, 'ClientSecret'>> = {
  type: 'AWS::Cognito::UserPoolClient',
  service: 'CognitoIdentityProvider',
  passed: [
    'AccessTokenValidity',
    'AllowedOAuthFlows',
    'AllowedOAuthFlowsUserPoolClient',
    'AllowedOAuthScopes',
    'AnalyticsConfiguration',
    'AuthSessionValidity',
    'CallbackURLs',
    'ClientName',
    'DefaultRedirectURI',
    'EnablePropagateAdditionalUserContextData',
    'EnableTokenRevocation',
    'ExplicitAuthFlows',
    'GenerateSecret',
    'IdTokenValidity',
    'LogoutURLs',
    'PreventUserExistenceErrors',
    'ReadAttributes',
    'RefreshTokenRotation',
    'RefreshTokenValidity',
    'SupportedIdentityProviders',
    'TokenValidityUnits',
    'UserPoolId',
    'WriteAttributes',
  ],
  refused: {},
  named: 'ClientName',
  attributes: {
    ClientId: async ({ physicalId }) => physicalId,
    ClientSecret: readSecret,
    Name: async (resource, clients) => present((await describe(resource, clients)).ClientName, 'ClientName'),
  },
  place: ({ UserPoolId = '', ClientName = '' }) => ({ UserPoolId, ClientName }),
  async create(properties, { cognitoIdp }) {
    const { UserPoolClient } = await cognitoIdp.CreateUserPoolClient(properties)
    return present(UserPoolClient?.ClientId, 'UserPoolClient.ClientId')
  },
  // Whatever the operation is not given goes back to its default, as a property does that the template has no more.
  async update({ physicalId }, { GenerateSecret: _fixed, ...settings }, _before, { cognitoIdp }) {
    await cognitoIdp.UpdateUserPoolClient({ ...settings, ClientId: physicalId })
  },
  async delete({ physicalId, place }, { cognitoIdp }) {
    await cognitoIdp.DeleteUserPoolClient({ UserPoolId: place['UserPoolId'], ClientId: physicalId })
  },
  async findLookalikes({ UserPoolId, ClientName }, { cognitoIdp }) {
    const clients = await allItems(async (token) => {
      const page = await cognitoIdp.ListUserPoolClients({
        UserPoolId,
        MaxResults: 60,
        ...(token && { NextToken: token }),
      })
      return { items: page.UserPoolClients, next: page.NextToken }
    })
    return clients
      .filter((client) => client.ClientName === ClientName)
      .map(({ ClientId }) => present(ClientId, 'ClientId'))
  },
}
