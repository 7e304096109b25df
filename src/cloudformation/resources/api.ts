import type { CreateApiCommandInput } from '@aws-sdk/client-apigatewayv2'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { type ApiProperties, hasDefinition, nameOf, restOf, toDefinition } from './api-definition.ts'
import { withBody } from './api-definition-file.ts'
import { changeTags } from './gateway-tags.ts'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

export const api: ResourceType<ApiProperties> = {
  type: 'AWS::ApiGatewayV2::Api',
  service: 'ApiGatewayV2',
  passed: [
    'ApiKeySelectionExpression',
    'BasePath',
    'Body',
    'BodyS3Location',
    'CorsConfiguration',
    'CredentialsArn',
    'Description',
    'DisableExecuteApiEndpoint',
    'DisableSchemaValidation',
    'FailOnWarnings',
    'IpAddressType',
    'Name',
    'ProtocolType',
    'RouteKey',
    'RouteSelectionExpression',
    'Tags',
    'Target',
    'Version',
  ],
  refused: {},
  limits: (properties) => ({
    CredentialsArn: properties.CredentialsArn !== '',
    ProtocolType: properties.ProtocolType === 'WEBSOCKET' && !hasDefinition(properties),
  }),
  // API "UpdateApi", Target: one that quick create was given can be another, and not be removed.
  refusedChanges: { Target: ['Add', 'Remove'] },
  alsoRequired: (given) => (given.has('Body') || given.has('BodyS3Location') ? [] : ['Name', 'ProtocolType']),
  jsonProperties: { Body: { type: 'json' } },
  tagged: 'Tags',
  attributes: {
    ApiEndpoint: async ({ physicalId }, { apiGatewayV2 }) =>
      present((await apiGatewayV2.GetApi({ ApiId: physicalId })).ApiEndpoint, 'ApiEndpoint'),
    ApiId: async ({ physicalId }) => physicalId,
  },
  place: (properties) => ({ Name: nameOf(properties) }),
  async create(properties, clients, started) {
    const { apiGatewayV2 } = clients
    const { Body, BodyS3Location } = properties
    if (BodyS3Location) return createFromBucket(properties, clients, started)
    if (Body) return importApi({ ...properties, Body }, apiGatewayV2)
    return present((await apiGatewayV2.CreateApi(withoutImport(properties))).ApiId, 'ApiId')
  },
  async update({ physicalId }, properties, before, clients) {
    if (hasDefinition(properties) || hasDefinition(before))
      await reimportApi(physicalId, await withBody(properties, clients), before, clients)
    else await updateApi(physicalId, withoutImport(properties), withoutImport(before), clients)
  },
  async delete({ physicalId }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteApi({ ApiId: physicalId })
  },
  async findLookalikes(place, { apiGatewayV2 }) {
    const apis = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetApis({ ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return apis.filter(({ Name }) => Name === place['Name']).map(({ ApiId }) => present(ApiId, 'ApiId'))
  },
}

/** An API that was never imported. */
async function updateApi(
  ApiId: string,
  { ProtocolType: _fixed, Tags, ...properties }: CreateApiCommandInput,
  { ProtocolType: _type, Tags: oldTags, CorsConfiguration: oldCors, ...before }: CreateApiCommandInput,
  clients: ResourceClients,
): Promise<void> {
  const cleared = clearedProperties(properties, before, {
    ...emptyRest,
    CredentialsArn: '',
    Description: '',
    // What quick create takes when it is not told; a failed update may have said it of an API that has none.
    RouteKey: properties.Target === undefined ? undefined : '$default',
    Version: '',
  })
  // The operation keeps the members that it is not given: origins must not stay allowed that the template has no more.
  const cors: object = properties.CorsConfiguration ?? {}
  if (Object.keys(oldCors ?? {}).some((name) => !Object.hasOwn(cors, name)))
    await clients.apiGatewayV2.DeleteCorsConfiguration({ ApiId })
  await clients.apiGatewayV2.UpdateApi({ ...cleared, ...properties, ApiId })
  await changeTags(`/apis/${ApiId}`, Tags, oldTags, clients)
}

/** What takes a property away that the template has no more. */
const emptyRest = {
  ApiKeySelectionExpression: '$request.header.x-api-key',
  DisableExecuteApiEndpoint: false,
  DisableSchemaValidation: false,
  IpAddressType: 'ipv4',
  RouteSelectionExpression: '$request.method $request.path',
} as const

async function importApi(
  properties: ApiProperties & Required<Pick<ApiProperties, 'Body'>>,
  apiGatewayV2: ResourceClients['apiGatewayV2'],
): Promise<string> {
  const ApiId = present((await apiGatewayV2.ImportApi(toDefinition(properties))).ApiId, 'ApiId')
  const rest = restOf(properties)
  try {
    if (Object.keys(rest).length > 0) await apiGatewayV2.UpdateApi({ ...rest, ApiId })
    return ApiId
  } catch (error) {
    await apiGatewayV2.DeleteApi({ ApiId })
    throw error
  }
}

/** The document tells the name only once it is read, so the API has one by which it is found until then. */
async function createFromBucket(
  properties: ApiProperties,
  clients: ResourceClients,
  started: (physicalId: string) => Promise<void>,
): Promise<string> {
  const defined = await withBody(properties, clients)
  const { CreateApi } = clients.apiGatewayV2
  const bare = { Name: nameOf(properties), ProtocolType: 'HTTP' } as const
  const ApiId = present((await CreateApi(bare)).ApiId, 'ApiId')
  await started(ApiId)
  await reimportApi(ApiId, defined, bare, clients)
  return ApiId
}

/** A document that the template has no more leaves nothing behind, as an empty one. */
const nothing = { openapi: '3.0.1', info: { version: '1.0' }, paths: {} }

async function reimportApi(
  ApiId: string,
  properties: ApiProperties,
  before: ApiProperties,
  { apiGatewayV2 }: ResourceClients,
): Promise<void> {
  const definition = toDefinition({ ...properties, Body: properties.Body ?? nothing })
  await apiGatewayV2.ReimportApi({ ...definition, ApiId })
  const rest = restOf(properties)
  const changes = {
    ...clearedProperties(rest, restOf(before), emptyRest),
    ...rest,
    ...(!properties.Body && properties.Version === undefined && { Version: '' }),
  }
  if (Object.keys(changes).length > 0) await apiGatewayV2.UpdateApi({ ...changes, ApiId })
}

/** The properties of an API without a `Body`, to which nothing that is about one may be said. */
function withoutImport({
  Body: _none,
  BodyS3Location: _nowhere,
  BasePath,
  FailOnWarnings,
  ...properties
}: ApiProperties): CreateApiCommandInput {
  if (BasePath !== undefined || FailOnWarnings)
    throw new ApiError('BadRequestException', 'BasePath and FailOnWarnings can only be given together with Body')
  return properties
}
