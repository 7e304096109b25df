import type { CreateApiCommandInput, UpdateApiCommandInput } from '@aws-sdk/client-apigatewayv2'
import { ApiError } from '../../wire/operation.ts'

export type Json = Readonly<Record<string, unknown>>

/** Properties of an API, which may be defined by an OpenAPI document. */
export type ApiProperties = Omit<CreateApiCommandInput, never> & {
  readonly Body?: Json
  readonly BodyS3Location?: DefinitionLocation
  readonly BasePath?: string
  readonly FailOnWarnings?: boolean
}

/** A document in a bucket (template reference, "AWS::ApiGatewayV2::Api BodyS3Location"). */
interface DefinitionLocation {
  readonly Bucket?: string
  readonly Key?: string
  readonly Version?: string
  readonly Etag?: string
}

export function hasDefinition({ Body, BodyS3Location }: ApiProperties): boolean {
  return Body !== undefined || BodyS3Location !== undefined
}

/** What ImportApi and ReimportApi take. */
interface Definition {
  readonly Body: string
  readonly Basepath?: string
  readonly FailOnWarnings?: boolean
}

const endpointExtension = 'x-amazon-apigateway-endpoint-configuration'

/**
 * What an API with a `Body` is imported from: properties that documents have words for take the place of the document's,
 * so that one operation makes or changes the API as a whole.
 */
export function toDefinition(properties: ApiProperties & { readonly Body: Json }): Definition {
  const { Body, BasePath, FailOnWarnings, ProtocolType } = properties
  const { Name, Description, Version, CorsConfiguration, DisableExecuteApiEndpoint, Tags = {} } = properties
  for (const name of ['Target', 'RouteKey', 'CredentialsArn'] as const)
    if (properties[name] !== undefined)
      throw new ApiError('BadRequestException', `${name} cannot be given together with Body`)
  if (ProtocolType !== undefined && ProtocolType !== 'HTTP')
    throw new ApiError('BadRequestException', `ProtocolType must be HTTP for an API with a Body: ${ProtocolType}`)
  const document: Json = {
    ...Body,
    info: {
      ...infoOf(Body),
      ...(Name !== undefined && { title: Name }),
      ...(Description !== undefined && { description: Description }),
      ...(Version !== undefined && { version: Version }),
    },
    servers: withEndpoint(listOf(Body['servers']), DisableExecuteApiEndpoint),
    tags: withTags(listOf(Body['tags']), Tags),
    ...(CorsConfiguration && { 'x-amazon-apigateway-cors': inLowerCase(CorsConfiguration) }),
  }
  return {
    Body: JSON.stringify(document),
    ...(BasePath !== undefined && { Basepath: BasePath }),
    ...(FailOnWarnings !== undefined && { FailOnWarnings }),
  }
}

/** What documents have no words for: for UpdateApi, once the document is imported. */
export function restOf(properties: ApiProperties): Omit<UpdateApiCommandInput, 'ApiId'> {
  const { ApiKeySelectionExpression, DisableSchemaValidation, IpAddressType, RouteSelectionExpression } = properties
  return {
    ...(ApiKeySelectionExpression !== undefined && { ApiKeySelectionExpression }),
    ...(DisableSchemaValidation !== undefined && { DisableSchemaValidation }),
    ...(IpAddressType !== undefined && { IpAddressType }),
    ...(RouteSelectionExpression !== undefined && { RouteSelectionExpression }),
  }
}

/** The name that an API gets; that of one whose document is not read yet says where it is. */
export function nameOf({ Name, Body, BodyS3Location: location }: ApiProperties): string {
  if (Name !== undefined) return Name
  if (location) return `s3://${location.Bucket ?? ''}/${location.Key ?? ''}`.slice(0, longestName)
  const title = Body && infoOf(Body)['title']
  return typeof title === 'string' ? title : ''
}

/** Characters of an API's name (API "CreateApi"). */
const longestName = 128

function infoOf({ info }: Json): Json {
  return isJson(info) ? info : {}
}

/** The default endpoint is open unless the property, or else the document, closes it. */
function withEndpoint([first, ...more]: readonly unknown[], disabled: boolean | undefined): unknown[] {
  const server = isJson(first) ? first : { url: '/' }
  const own = server[endpointExtension]
  if (disabled === undefined && own !== undefined) return [server, ...more]
  return [{ ...server, [endpointExtension]: { disableExecuteApiEndpoint: disabled ?? false } }, ...more]
}

function withTags(tags: readonly unknown[], others: Readonly<Record<string, string>>): unknown[] {
  const kept = tags.filter((tag) => !isJson(tag) || !Object.hasOwn(others, String(tag['name'])))
  const added = Object.entries(others).map(([name, value]) => ({ name, 'x-amazon-apigateway-tag-value': value }))
  return [...kept, ...added]
}

function inLowerCase(members: object): Json {
  const entries = Object.entries(members).map(([name, value]: [string, unknown]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    value,
  ])
  return Object.fromEntries(entries)
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
