import type { CreateIntegrationCommandInput } from '@aws-sdk/client-apigatewayv2'
import { allItems, clearedProperties, mapValues, present, type ResourceType } from './resource-type.ts'

/** The schema writes each status code's response parameters as a list; the operation takes a map. */
type ResponseParameters = Readonly<
  Record<
    string,
    { readonly ResponseParameters?: readonly { readonly Destination?: string; readonly Source?: string }[] }
  >
>
type Properties = Omit<CreateIntegrationCommandInput, 'ResponseParameters'> & {
  readonly ResponseParameters?: ResponseParameters
}

function toOperation(parameters: ResponseParameters): Record<string, Record<string, string>> {
  const byStatus = Object.entries(parameters).map(([status, { ResponseParameters = [] }]) => [
    status,
    Object.fromEntries(ResponseParameters.map(({ Destination = '', Source = '' }) => [Destination, Source])),
  ])
  return Object.fromEntries(byStatus)
}

export const integration: ResourceType<Properties> = {
  type: 'AWS::ApiGatewayV2::Integration',
  service: 'ApiGatewayV2',
  passed: [
    'ApiId',
    'ConnectionId',
    'ConnectionType',
    'ContentHandlingStrategy',
    'CredentialsArn',
    'Description',
    'IntegrationMethod',
    'IntegrationSubtype',
    'IntegrationType',
    'IntegrationUri',
    'PassthroughBehavior',
    'PayloadFormatVersion',
    'RequestParameters',
    'RequestTemplates',
    'ResponseParameters',
    'TemplateSelectionExpression',
    'TimeoutInMillis',
    'TlsConfig',
  ],
  refused: {},
  // Other integrations cannot have these on AWS either.
  limits: ({ CredentialsArn, IntegrationSubtype, IntegrationType }) => ({
    IntegrationSubtype: IntegrationType === 'AWS_PROXY' && IntegrationSubtype !== '',
    CredentialsArn: IntegrationType === 'AWS_PROXY' && CredentialsArn !== '',
  }),
  attributes: { IntegrationId: async ({ physicalId }) => physicalId },
  place: ({ ApiId = '', IntegrationType = '', IntegrationUri = '', IntegrationMethod = '' }) => ({
    ApiId,
    IntegrationType,
    IntegrationUri,
    IntegrationMethod,
  }),
  async create({ ResponseParameters, ...parameters }, { apiGatewayV2 }) {
    const { IntegrationId } = await apiGatewayV2.CreateIntegration({
      ...parameters,
      ...(ResponseParameters && { ResponseParameters: toOperation(ResponseParameters) }),
    })
    return present(IntegrationId, 'IntegrationId')
  },
  async update({ physicalId }, properties, before, { apiGatewayV2 }) {
    const { ResponseParameters = {}, RequestParameters = {}, ...members } = properties
    const { ResponseParameters: oldResponses = {}, RequestParameters: oldRequest = {}, ...oldMembers } = before
    // It goes with its connection type.
    const { ConnectionId: _link, ...unlinked } = oldMembers
    const former: Partial<typeof oldMembers> = members.ConnectionType === 'VPC_LINK' ? oldMembers : unlinked
    const isFunction = members.IntegrationType === 'AWS_PROXY'
    // Where a new integration would have to be told, an empty value has the operation say so.
    const cleared = clearedProperties(members, former, {
      ConnectionId: '',
      ConnectionType: 'INTERNET',
      ContentHandlingStrategy: undefined,
      CredentialsArn: '',
      Description: '',
      IntegrationMethod: isFunction ? 'POST' : '',
      IntegrationSubtype: '',
      IntegrationUri: '',
      PassthroughBehavior: 'WHEN_NO_MATCH',
      PayloadFormatVersion: isFunction ? '' : '1.0',
      RequestTemplates: {},
      TemplateSelectionExpression: '',
      TimeoutInMillis: 30_000,
      TlsConfig: {},
    })
    // An empty value takes a parameter away; the others stay.
    const request = { ...mapValues(oldRequest, () => ''), ...RequestParameters }
    const responses = { ...mapValues(oldResponses, () => ({})), ...toOperation(ResponseParameters) }
    await apiGatewayV2.UpdateIntegration({
      ...cleared,
      ...members,
      IntegrationId: physicalId,
      ...(Object.keys(request).length > 0 && { RequestParameters: request }),
      ...(Object.keys(responses).length > 0 && { ResponseParameters: responses }),
    })
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteIntegration({ ApiId: place['ApiId'], IntegrationId: physicalId })
  },
  async findLookalikes({ ApiId, IntegrationType, IntegrationUri, IntegrationMethod }, { apiGatewayV2 }) {
    const integrations = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetIntegrations({ ApiId, ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    // A method that the template leaves out gets the operation's default, so any method looks alike then.
    const lookalikes = integrations.filter(
      (found) =>
        found.IntegrationType === IntegrationType &&
        (found.IntegrationUri ?? '') === IntegrationUri &&
        (IntegrationMethod === '' || found.IntegrationMethod === IntegrationMethod),
    )
    return lookalikes.map((found) => present(found.IntegrationId, 'IntegrationId'))
  },
}
