import { type Buildable, buildMap, buildNode, withMembers } from '../build-node.ts'
import { type MapNode, memberOf, type Node } from '../node.ts'
import { anyMethod, defaultPath, type RouteEvent } from './function-events.ts'
import { defaultSecurity, type HttpApiAuth, securityOf, securitySchemes } from './http-api-auth.ts'
import { refuseEvent, refuseLacking, refuseResource } from './problems.ts'
import { isFunction, mapAt, onlyIf, type ServerlessResource } from './resources.ts'

export const ownTag = 'httpapi:createdBy'
const integrationKey = 'x-amazon-apigateway-integration'

/** The OpenAPI document that the API is imported from: its DefinitionBody, if it has one, with what its properties and events say. */
export function definitionOf(api: ServerlessResource, routes: readonly RouteEvent[], auth: HttpApiAuth): Node {
  const written = mapAt(api, 'DefinitionBody')
  const document = written ?? skeletonAt(api)
  const schemes = securitySchemes(api, auth)
  const components = memberOf(document, 'components')
  const own = memberOf(components, 'securitySchemes')
  const allSchemes = new Map<string, Buildable>([
    ...(own?.kind === 'map' ? [...own.entries].map(([name, { node }]): [string, Node] => [name, node]) : []),
    ...schemes,
  ])
  return withMembers(document, {
    info: infoOf(api, document, written !== undefined),
    paths: pathsOf(api, document, routes, auth, written === undefined),
    tags: tagsOf(api, document),
    ...corsOf(api, document),
    ...serversOf(api, document),
    ...(schemes.size > 0 && {
      components: withMembers(components?.kind === 'map' ? components : buildMap(new Map(), api.position), {
        securitySchemes: allSchemes,
      }),
    }),
  })
}

function skeletonAt({ position }: ServerlessResource): MapNode {
  const info = { version: '1.0', title: { Ref: 'AWS::StackName' } }
  return buildMap(
    new Map<string, Buildable>([
      ['openapi', '3.0.1'],
      ['info', info],
      ['paths', {}],
    ]),
    position,
  )
}

function infoOf({ logicalId, properties, position }: ServerlessResource, document: MapNode, isWritten: boolean): Node {
  const info = memberOf(document, 'info') ?? buildMap(new Map(), position)
  const members: [string, Node | undefined, boolean][] = [
    ['Name', memberOf(properties, 'Name'), isWritten],
    ['Description', memberOf(properties, 'Description'), memberOf(info, 'description') !== undefined],
  ]
  for (const [name, node, isDefined] of members)
    if (node && isDefined)
      refuseResource(
        logicalId,
        `Unable to set ${name} because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.`,
        node,
        name,
      )
  if (info.kind !== 'map') return refuseResource(logicalId, "Invalid 'DefinitionBody'.", info, 'DefinitionBody')
  const [name, description] = members.map(([, node]) => node)
  return withMembers(info, { ...(name && { title: name }), ...(description && { description }) })
}

/** Paths with their operations; those of the document come first and stay as they are but for the default authorizer. */
function pathsOf(
  api: ServerlessResource,
  document: MapNode,
  routes: readonly RouteEvent[],
  auth: HttpApiAuth,
  isManaged: boolean,
): Node {
  const paths = new Map<string, Map<string, Buildable>>()
  for (const [path, item] of writtenPaths(api, document)) {
    const operations = [...item.entries].map(([method, { node }]): [string, Node] => [
      method,
      guarded(api, node, method, auth),
    ])
    paths.set(path, new Map(operations))
  }
  for (const route of routes) {
    const operations = paths.get(route.path) ?? new Map<string, Buildable>()
    paths.set(route.path, operations)
    const isThere = operations.has(route.method)
    if (isThere && isManaged)
      refuseEvent(
        route.function.logicalId,
        route.eventId,
        `API method '${route.method}' defined multiple times for path '${route.path}'.`,
        route,
      )
    if (!isThere) operations.set(route.method, operationOf(route, auth))
  }
  const isStrict = api.textOf(memberOf(api.properties, 'FailOnWarnings')) === 'true'
  // A path that does not begin with a slash is a warning.
  const named = [...paths].map(([path, item]): [string, Buildable] => [
    isStrict && path === defaultPath ? `/${path}` : path,
    item,
  ])
  return buildNode(new Map(named), api.position)
}

function writtenPaths({ logicalId }: ServerlessResource, document: MapNode): [string, MapNode][] {
  const paths = memberOf(document, 'paths')
  if (paths?.kind !== 'map')
    return refuseResource(
      logicalId,
      "'DefinitionBody' does not contain a valid OpenApi definition.",
      document,
      'DefinitionBody',
    )
  // Whatever a function would make of it, no operation may miss its authorizer.
  for (const node of [paths, ...[...paths.entries.values()].map((entry) => entry.node)])
    if (isFunction(node)) refuseLacking(logicalId, 'functions in paths of a DefinitionBody', node, 'DefinitionBody')
  return [...paths.entries].map(([path, { node }]) => {
    if (node.kind !== 'map')
      return refuseResource(logicalId, `Path ${path} in DefinitionBody should be a map.`, node, 'DefinitionBody')
    return [path, node]
  })
}

const notOperations = ['options', 'parameters', 'summary', 'description', 'servers']

/** An operation of the document that the default authorizer guards unless it says who does. */
function guarded({ logicalId }: ServerlessResource, node: Node, method: string, auth: HttpApiAuth): Node {
  const security = defaultSecurity(auth)
  if (security === undefined || notOperations.includes(method.toLowerCase())) return node
  if (node.kind !== 'map' || isFunction(node))
    return refuseLacking(logicalId, 'functions in paths of a DefinitionBody', node, 'DefinitionBody')
  const own = memberOf(node, 'security')
  const isSaid = own !== undefined && !(own.kind === 'list' && own.items.length === 0)
  return isSaid ? node : withMembers(node, { security })
}

function operationOf(route: RouteEvent, auth: HttpApiAuth): Buildable {
  const { function: resource, path, method } = route
  const condition = resource.attributes['Condition']
  const uri = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${resource.logicalId}.Arn}/invocations`
  const parameters = [...path.matchAll(/\{(.*?)\}/g)].map(([, name = '']) => ({ name, in: 'path', required: true }))
  return onlyIf(condition, {
    [integrationKey]: {
      type: 'aws_proxy',
      httpMethod: 'POST',
      payloadFormatVersion: route.payloadFormatVersion ?? '2.0',
      uri: onlyIf(condition, { 'Fn::Sub': uri }),
      timeoutInMillis: route.timeoutInMillis,
    },
    ...(path === defaultPath && method === anyMethod && { isDefaultRoute: true }),
    ...(parameters.length > 0 && { parameters }),
    security: securityOf(route, auth),
    responses: {},
  })
}

/** The API's tags with the one that AWS SAM sets, by name. */
export function tagMapOf(api: ServerlessResource): Map<string, Buildable> {
  const tags = [...(mapAt(api, 'Tags')?.entries ?? [])].map(([name, { node }]): [string, Buildable] => [name, node])
  return new Map([...tags, [ownTag, 'SAM']])
}

function tagsOf(api: ServerlessResource, document: MapNode): Buildable {
  const tags = tagMapOf(api)
  const written = memberOf(document, 'tags')
  const items = written?.kind === 'list' ? written.items : []
  const kept = items.filter((item) => {
    const name = memberOf(item, 'name')
    return name?.kind !== 'scalar' || !tags.has(name.text)
  })
  return [...kept, ...[...tags].map(([name, value]) => ({ name, 'x-amazon-apigateway-tag-value': value }))]
}

const corsKey = 'x-amazon-apigateway-cors'
const corsMembers = ['AllowCredentials', 'AllowHeaders', 'AllowMethods', 'AllowOrigins', 'ExposeHeaders', 'MaxAge']

function corsOf(
  { logicalId, properties, textOf }: ServerlessResource,
  document: MapNode,
): { [key: string]: Buildable | undefined } {
  const cors = memberOf(properties, 'CorsConfiguration')
  if (cors === undefined || textOf(cors) === 'false') return {}
  const written = memberOf(document, corsKey)
  const base = written?.kind === 'map' ? written : buildMap(new Map(), cors.position)
  if (textOf(cors) === 'true') return { [corsKey]: withMembers(base, { allowOrigins: ['*'] }) }
  if (cors.kind !== 'map' || isFunction(cors))
    return refuseLacking(logicalId, 'a CorsConfiguration other than true or an object', cors, 'CorsConfiguration')
  const unknown = [...cors.entries].find(([name]) => !corsMembers.includes(name))
  if (unknown)
    refuseResource(logicalId, `Invalid key '${unknown[0]}' for 'Cors' property.`, unknown[1], 'CorsConfiguration')
  const members = [...cors.entries].map(([name, { node }]): [string, Node] => [
    name.charAt(0).toLowerCase() + name.slice(1),
    node,
  ])
  return { [corsKey]: withMembers(base, Object.fromEntries(members)) }
}

const endpointKey = 'x-amazon-apigateway-endpoint-configuration'

function serversOf({ properties, position }: ServerlessResource, document: MapNode): { [key: string]: Buildable } {
  const disabled = memberOf(properties, 'DisableExecuteApiEndpoint')
  if (disabled === undefined) return {}
  const written = memberOf(document, 'servers')
  const servers = written?.kind === 'list' ? written.items : [buildMap(new Map(), position)]
  return {
    servers: servers.map((server) =>
      server.kind === 'map' ? withMembers(server, { [endpointKey]: { disableExecuteApiEndpoint: disabled } }) : server,
    ),
  }
}
