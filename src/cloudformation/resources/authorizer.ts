import type { CreateAuthorizerCommandInput } from '@aws-sdk/client-apigatewayv2'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

/** Seconds for which an authorizer with identity sources remembers, unless it is told (API "CreateAuthorizer"). */
const defaultTtl = 300

export const authorizer: ResourceType<Omit<CreateAuthorizerCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::Authorizer',
  service: 'ApiGatewayV2',
  passed: [
    'ApiId',
    'AuthorizerCredentialsArn',
    'AuthorizerPayloadFormatVersion',
    'AuthorizerResultTtlInSeconds',
    'AuthorizerType',
    'AuthorizerUri',
    'EnableSimpleResponses',
    'IdentitySource',
    'IdentityValidationExpression',
    'JwtConfiguration',
    'Name',
  ],
  refused: {},
  limits: ({ AuthorizerCredentialsArn, AuthorizerType }) => ({
    AuthorizerCredentialsArn: AuthorizerCredentialsArn !== '' && AuthorizerType === 'REQUEST',
  }),
  attributes: { AuthorizerId: async ({ physicalId }) => physicalId },
  place: ({ ApiId = '', Name = '' }) => ({ ApiId, Name }),
  async create(properties, { apiGatewayV2 }) {
    // The schema does not ask for it: a REQUEST authorizer may have none.
    const { AuthorizerId } = await apiGatewayV2.CreateAuthorizer({
      ...properties,
      IdentitySource: properties.IdentitySource ?? [],
    })
    return present(AuthorizerId, 'AuthorizerId')
  },
  async update({ physicalId }, properties, before, { apiGatewayV2 }) {
    const remembers = properties.AuthorizerType === 'REQUEST' && (properties.IdentitySource ?? []).length > 0
    const cleared = clearedProperties(properties, before, {
      AuthorizerCredentialsArn: '',
      AuthorizerPayloadFormatVersion: '',
      AuthorizerResultTtlInSeconds: remembers ? defaultTtl : 0,
      AuthorizerUri: '',
      EnableSimpleResponses: false,
      IdentitySource: [],
      IdentityValidationExpression: '',
      JwtConfiguration: { Audience: [], Issuer: '' },
    })
    // The operation keeps the members that it is not given; it refuses empty ones.
    const jwt = properties.JwtConfiguration && {
      JwtConfiguration: { Audience: [], Issuer: '', ...properties.JwtConfiguration },
    }
    await apiGatewayV2.UpdateAuthorizer({ ...cleared, ...properties, ...jwt, AuthorizerId: physicalId })
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteAuthorizer({ ApiId: place['ApiId'], AuthorizerId: physicalId })
  },
  async findLookalikes({ ApiId, Name }, { apiGatewayV2 }) {
    const authorizers = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetAuthorizers({ ApiId, ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return authorizers
      .filter((found) => found.Name === Name)
      .map((found) => present(found.AuthorizerId, 'AuthorizerId'))
  },
}
