import { type Buildable, buildMap, buildNode, withMembers } from '../build-node.ts'
import { type MapNode, memberOf, type Node } from '../node.ts'
import { aliasOf } from './function-alias.ts'
import { anyMethod, defaultPath, type RouteEvent } from './function-events.ts'
import { defaultSecurity, type HttpApiAuth, securityOf, securitySchemes } from './http-api-auth.ts'
import { refuseEvent, refuseLacking, refuseResource } from './problems.ts'
import { choiceOf, isFunction, isNoValue, mapAt, onlyIf, type ServerlessResource } from './resources.ts'

export const ownTag = 'httpapi:createdBy'
const integrationKey = 'x-amazon-apigateway-integration'

/** The OpenAPI document that the API is imported from: its DefinitionBody, if it has one, with what its properties and events say. */
export function definitionOf(api: ServerlessResource, routes: readonly RouteEvent[], auth: HttpApiAuth): Node {
  const body = memberOf(api.properties, 'DefinitionBody')
  if (isFunction(body)) refuseLacking(api.logicalId, 'functions that answer a DefinitionBody', body, 'DefinitionBody')
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

function infoOf(
  { logicalId, properties, position }: ServerlessResource,
  document: MapNode,
  isWritten: boolean,
): Node | undefined {
  const own = memberOf(document, 'info')
  const info = own ?? buildMap(new Map(), position)
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
  if (!own && !name && !description) return undefined
  return withMembers(info, { ...(name && { title: name }), ...(description && { description }) })
}

/** Paths with their operations; those of the document come first, and have what the events of their routes add. */
function pathsOf(
  api: ServerlessResource,
  document: MapNode,
  routes: readonly RouteEvent[],
  auth: HttpApiAuth,
  isManaged: boolean,
): Node {
  const paths = new Map<string, Map<string, Buildable>>()
  const written = new Map(writtenPaths(api, document))
  for (const [path, item] of written) {
    const operations = [...item.entries].map(([method, { node }]): [string, Node] => [
      method,
      isOperationOf(routes, path, method) ? node : guarded(api, node, method, auth),
    ])
    paths.set(path, new Map(operations))
  }
  for (const route of routes) {
    const operations = paths.get(route.path) ?? new Map<string, Buildable>()
    paths.set(route.path, operations)
    if (isManaged && operations.has(route.method))
      refuseEvent(
        route.function.logicalId,
        route.eventId,
        `API method '${route.method}' defined multiple times for path '${route.path}'.`,
        route,
      )
    operations.set(route.method, operationOf(route, auth, writtenOperation(api, route, written.get(route.path))))
  }
  const isStrict = api.textOf(memberOf(api.properties, 'FailOnWarnings')) === 'true'
  // A path that does not begin with a slash is a warning.
  const named = [...paths].map(([path, item]): [string, Buildable] => [
    isStrict && path === defaultPath ? `/${path}` : path,
    item,
  ])
  return buildNode(new Map(named), api.position)
}

function isOperationOf(routes: readonly RouteEvent[], path: string, method: string): boolean {
  return routes.some((route) => route.path === path && route.method === method)
}

/** What the document has of a route; nothing but its name, it may be. */
function writtenOperation(api: ServerlessResource, route: RouteEvent, item: MapNode | undefined): MapNode {
  const node = memberOf(item, route.method)
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return buildMap(new Map(), api.position)
  if (node.kind === 'map' && !isFunction(node)) return node
  return refuseLacking(api.logicalId, 'functions in paths of a DefinitionBody', node, 'DefinitionBody')
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

/** An operation that calls the function, unless the document says what it calls; whoever guards it does so in either case. */
function operationOf(route: RouteEvent, auth: HttpApiAuth, written: MapNode): Buildable {
  const { function: resource, path, method } = route
  const own = memberOf(written, integrationKey)
  const condition = own === undefined ? resource.attributes['Condition'] : undefined
  const isDefault = own === undefined && path === defaultPath && method === anyMethod
  const parameters = parametersOf(path, memberOf(written, 'parameters'))
  return onlyIf(
    condition,
    withMembers(written, {
      [integrationKey]: integrationOf(route, own),
      ...(isDefault && { isDefaultRoute: true }),
      ...(parameters.length > 0 && { parameters }),
      security: requirementsOf(route, auth, memberOf(written, 'security')),
      ...(own === undefined && { responses: memberOf(written, 'responses') ?? {} }),
    }),
  )
}

function integrationOf(route: RouteEvent, own: Node | undefined): Buildable {
  const { function: resource, payloadFormatVersion, timeoutInMillis } = route
  const said = {
    ...(payloadFormatVersion && { payloadFormatVersion }),
    ...(timeoutInMillis && { timeoutInMillis }),
  }
  if (own !== undefined) return own.kind === 'map' ? withMembers(own, said) : own
  const invoked = aliasOf(resource)?.logicalId ?? `${resource.logicalId}.Arn`
  const uri = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${invoked}}/invocations`
  return {
    type: 'aws_proxy',
    httpMethod: 'POST',
    payloadFormatVersion: '2.0',
    uri: onlyIf(resource.attributes['Condition'], { 'Fn::Sub': uri }),
    ...said,
  }
}

/** Those of the document, and those of the path that it lacks. */
function parametersOf(path: string, written: Node | undefined): Buildable[] {
  const items = written?.kind === 'list' ? written.items : []
  const nameOf = (item: Node): string | undefined => {
    const name = memberOf(item, 'name')
    return name?.kind === 'scalar' ? name.text : undefined
  }
  const names = [...path.matchAll(/\{(.*?)\}/g)].map(([, name = '']) => name)
  const missing = names.filter((name) => !items.some((item) => nameOf(item) === name))
  return [
    ...items.map((item) =>
      item.kind === 'map' && names.includes(nameOf(item) ?? '')
        ? withMembers(item, { in: 'path', required: true })
        : item,
    ),
    ...missing.map((name) => ({ name, in: 'path', required: true })),
  ]
}

/** What the document asks for, and what the event asks for besides; else what the API asks for by default. */
function requirementsOf(route: RouteEvent, auth: HttpApiAuth, written: Node | undefined): Buildable | undefined {
  const own = written?.kind === 'list' ? written.items : []
  const asked = securityOf(route, auth)
  if (route.auth && route.auth.entries.size > 0) return [...own, ...(asked ?? [])]
  return own.length > 0 ? own : (asked ?? written)
}

/** The API's tags with the one that AWS SAM sets, by name. */
export function tagMapOf(api: ServerlessResource): Map<string, Buildable> {
  const tags = [...(mapAt(api, 'Tags')?.entries ?? [])].map(([name, { node }]): [string, Buildable] => [name, node])
  return new Map([...tags, [ownTag, 'SAM']])
}

const tagValueKey = 'x-amazon-apigateway-tag-value'

function tagsOf(api: ServerlessResource, document: MapNode): Buildable {
  const tags = tagMapOf(api)
  const written = memberOf(document, 'tags')
  const items = written?.kind === 'list' ? written.items : []
  const kept = items.map((item) => {
    const name = memberOf(item, 'name')
    const value = name?.kind === 'scalar' ? tags.get(name.text) : undefined
    if (name?.kind !== 'scalar' || item.kind !== 'map' || value === undefined) return item
    tags.delete(name.text)
    return withMembers(item, { [tagValueKey]: value })
  })
  return [...kept, ...[...tags].map(([name, value]) => ({ name, [tagValueKey]: value }))]
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
  const choice = choiceOf(cors)
  if (choice) {
    const [condition, ...branches] = choice
    const members = branches.map((branch) => (isNoValue(branch) ? branch : corsMembersOf(logicalId, branch)))
    return { [corsKey]: { 'Fn::If': [condition, ...members] } }
  }
  const members = corsMembersOf(logicalId, cors)
  return { [corsKey]: withMembers(base, Object.fromEntries(members)) }
}

function corsMembersOf(logicalId: string, cors: Node): ReadonlyMap<string, Node> {
  if (cors.kind !== 'map' || isFunction(cors))
    return refuseLacking(logicalId, 'a CorsConfiguration other than true or an object', cors, 'CorsConfiguration')
  const unknown = [...cors.entries].find(([name]) => !corsMembers.includes(name))
  if (unknown)
    refuseResource(logicalId, `Invalid key '${unknown[0]}' for 'Cors' property.`, unknown[1], 'CorsConfiguration')
  return new Map([...cors.entries].map(([name, { node }]) => [name.charAt(0).toLowerCase() + name.slice(1), node]))
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
