import { toAuthorizer } from '../configuration/authorizers.ts'
import { toCors } from '../configuration/cors.ts'
import { toIntegration } from '../configuration/integrations.ts'
import { integrationIdOf } from '../configuration/routes.ts'
import type { ApiRecord, AuthorizerRecord, DeploymentSnapshot, IntegrationRecord, RouteRecord } from '../store.ts'
import { parseRouteKey } from '../routing/routing.ts'
import { iamScheme } from './authorizer-parts.ts'
import { authorizerExtension, integrationExtension, writeExtension, writeSettings } from './extensions.ts'
import type { Settings } from './import-plan.ts'

/** What is exported: an API as it is configured, or as a stage serves it. */
export interface Exported {
  readonly api: ApiRecord
  readonly configuration: DeploymentSnapshot
  /** The URL that clients reach the API under, without a slash at its end. */
  readonly apiEndpoint: string
  readonly basePath: string
  readonly includeExtensions: boolean
}

/**
 * The API as an OpenAPI 3.0.1 document, in the form that recorded exports of AWS have. Importing it makes the same API.
 * Without extensions, what OpenAPI has no words for is left out: the default route, ANY, integrations, CORS.
 */
export function exportDocument(exported: Exported): object {
  const { api, configuration, includeExtensions } = exported
  const { corsConfiguration } = configuration
  const securitySchemes = toSecuritySchemes(exported)
  const tags = Object.entries(api.tags).filter(([name]) => !name.startsWith('aws:'))
  return {
    openapi: '3.0.1',
    info: toInfo(api),
    servers: [toServer(exported)],
    ...(includeExtensions &&
      tags.length > 0 && {
        tags: tags.map(([name, value]) => ({ name, 'x-amazon-apigateway-tag-value': value })),
      }),
    paths: toPaths(exported),
    ...(securitySchemes.length > 0 && { components: { securitySchemes: Object.fromEntries(securitySchemes) } }),
    ...(includeExtensions && {
      ...(corsConfiguration && {
        'x-amazon-apigateway-cors': writeSettings('UpdateApi', { CorsConfiguration: toCors(corsConfiguration) })[
          'corsConfiguration'
        ],
      }),
      'x-amazon-apigateway-importexport-version': '1.0',
    }),
  }
}

/** An API without a version has the time of its creation: `2023-10-27 14:58:17UTC`. */
function toInfo({ name, description, version, createdAt }: ApiRecord): object {
  return {
    title: name,
    ...(description !== undefined && { description }),
    version: version ?? `${createdAt.toISOString().slice(0, 19).replace('T', ' ')}UTC`,
  }
}

function toServer({ apiEndpoint, basePath, configuration, includeExtensions }: Exported): object {
  return {
    url: `${apiEndpoint}/{basePath}`,
    variables: { basePath: { default: basePath } },
    ...(includeExtensions &&
      configuration.disableExecuteApiEndpoint && {
        'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true },
      }),
  }
}

/** In the order of paths and methods, which is the same for every API with these routes. */
function toPaths({ configuration, includeExtensions }: Exported): object {
  const schemes = namesOfSchemes(configuration)
  const integrations = new Map(configuration.integrations.map((record) => [record.integrationId, record]))
  const placed = configuration.routes.map((route) => ({ route, ...placeOf(route.routeKey) }))
  const sorted = placed.toSorted((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
  const paths = new Map<string, Record<string, unknown>>()
  for (const { route, path, method, parameters } of sorted) {
    if (!includeExtensions && method === anyMethod) continue
    const { parameters: _last, ...item } = paths.get(path) ?? {}
    item[method] = {
      ...(route.routeKey === '$default' && { isDefaultRoute: true }),
      ...toOperation(route, schemes),
      ...(includeExtensions && toExtensions(route, integrations)),
    }
    paths.set(path, { ...item, ...(parameters.length > 0 && { parameters: parameters.map(toParameter) }) })
  }
  return Object.fromEntries(paths)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const anyMethod = 'x-amazon-apigateway-any-method'

interface PlaceOfRoute {
  readonly path: string
  readonly method: string
  /** Names of path variables, greedy ones with their plus sign. */
  readonly parameters: readonly string[]
}

function placeOf(routeKey: string): PlaceOfRoute {
  const key = parseRouteKey(routeKey)
  if (key?.kind !== 'path') return { path: '/$default', method: anyMethod, parameters: [] }
  const parameters = key.parts.flatMap((part) =>
    part.kind === 'literal' ? [] : [part.kind === 'greedy' ? `${part.name}+` : part.name],
  )
  const path = routeKey.slice(key.method.length + 1)
  return { path, method: key.method === 'ANY' ? anyMethod : key.method.toLowerCase(), parameters }
}

function toParameter(name: string): object {
  const description = `Generated path parameter for ${name}`
  return { name, in: 'path', description, required: true, schema: { type: 'string' } }
}

function toOperation(route: RouteRecord, schemes: SchemeNames): object {
  const scheme = route.authorizationType === 'AWS_IAM' ? schemes.iam : schemes.authorizers.get(route.authorizerId ?? '')
  return {
    ...(route.operationName !== undefined && { operationId: route.operationName }),
    responses: { default: { description: `Default response for ${route.routeKey}` } },
    ...(scheme !== undefined && { security: [{ [scheme]: [...(route.authorizationScopes ?? [])] }] }),
  }
}

function toExtensions({ target }: RouteRecord, integrations: ReadonlyMap<string, IntegrationRecord>): object {
  const integration = integrations.get(integrationIdOf(target ?? '') ?? '')
  return integration ? { [integrationExtension.name]: toIntegrationExtension(integration) } : {}
}

function toIntegrationExtension(record: IntegrationRecord): Settings {
  const members = writeSettings('CreateIntegration', toIntegration(record))
  const { integrationType, timeoutInMillis, ...others } = members
  return writeExtension(integrationExtension, {
    integrationType: String(integrationType).toLowerCase(),
    ...others,
    ...(timeoutInMillis !== 30_000 && { timeoutInMillis }),
  })
}

/** What security schemes are called: as their authorizers, by id, and that of IAM as AWS calls it unless an authorizer is. */
interface SchemeNames {
  readonly authorizers: ReadonlyMap<string, string>
  readonly iam: string
}

/** AWS exports IAM as `sigv4` (aws/serverless-application-model issue 1942). */
function namesOfSchemes({ authorizers }: DeploymentSnapshot): SchemeNames {
  const names = new Map(authorizers.map(({ authorizerId, name }) => [authorizerId, name]))
  const taken = new Set(names.values())
  let iam = 'sigv4'
  while (taken.has(iam)) iam += '_'
  return { authorizers: names, iam }
}

function toSecuritySchemes({ configuration, includeExtensions }: Exported): [string, object][] {
  const { authorizers, routes } = configuration
  const iam = {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    ...(includeExtensions && { [iamScheme.name]: iamScheme.value }),
  }
  const hasIam = routes.some(({ authorizationType }) => authorizationType === 'AWS_IAM')
  return [
    ...authorizers.map((authorizer): [string, object] => [
      authorizer.name,
      toSecurityScheme(authorizer, includeExtensions),
    ]),
    ...(hasIam ? [[namesOfSchemes(configuration).iam, iam] as [string, object]] : []),
  ]
}

function toSecurityScheme(authorizer: AuthorizerRecord, includeExtensions: boolean): object {
  const { authorizerType, identitySource, ...others } = writeSettings('CreateAuthorizer', toAuthorizer(authorizer))
  const sources = Array.isArray(identitySource) ? identitySource.map(String) : []
  const extension = writeExtension(authorizerExtension, {
    ...(sources.length > 0 && { identitySource: sources.join(',') }),
    ...others,
    authorizerType: String(authorizerType).toLowerCase(),
  })
  return {
    ...(authorizer.authorizerType === 'JWT' ? { type: 'oauth2', flows: {} } : toApiKey(sources)),
    ...(includeExtensions && { [authorizerExtension.name]: extension }),
  }
}

/** AWS page "x-amazon-apigateway-authorizer object": how the schemes of Lambda authorizers are written. */
function toApiKey([source = '', ...more]: readonly string[]): object {
  const [, place, name] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? []
  if (name === undefined || more.length > 0) return { type: 'apiKey', name: 'Unused', in: 'header' }
  return { type: 'apiKey', name, in: place === 'header' ? 'header' : 'query' }
}
